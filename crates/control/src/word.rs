//! The closed words of a transfer, which the law speaks of as well: a word that stands in none of
//! these lists is a fault, in a transfer as in a pack.

/// Kinds of transfer.
pub const KINDS: &[&str] = &[
    "export",
    "re_export",
    "transit",
    "transshipment",
    "brokering",
    "technical_assistance",
    "intangible",
    "retransfer",
];
/// Activities that software and technology serve.
pub const ACTIVITIES: &[&str] =
    &["development", "production", "use", "operation", "maintenance", "integration"];
/// Roles of parties.
pub const ROLES: &[&str] = &[
    "exporter",
    "consignee",
    "intermediate_consignee",
    "end_user",
    "broker",
    "forwarder",
    "carrier",
    "vessel",
    "bank",
    "other",
];
/// Kinds of parties.
pub const PARTY_KINDS: &[&str] =
    &["person", "company", "organisation", "vessel", "aircraft", "other"];
/// Programmes of the end use.
pub const PROGRAMMES: &[&str] =
    &["civil", "space", "military", "missile", "nuclear", "chemical_biological", "unknown"];
/// What the exporter knows or was told.
pub const AWARENESS: &[&str] = &["none", "suspected", "informed", "aware"];
/// Assurances that can be obtained.
pub const ASSURANCES: &[&str] = &[
    "end_use_statement",
    "no_wmd_delivery_use",
    "no_nuclear_explosive_use",
    "no_modification",
    "no_retransfer",
    "post_shipment_inspection",
    "government_to_government",
    "supplier_responsibility",
    "physical_protection",
];

//! The official lists: from the publishers' own files to [`ListedParty`] entries.
//!
//! Bytes in, entries out. A file is read whole or refused whole: a list that was cut short,
//! changed its format or lost a fifth of its entries must never replace the one in force. What is
//! wrong with a single entry is a [`Problem`]; the entry is kept as long as it has a usable name.
//!
//! [`guess`] finds the kind of a file by its content, [`read`] reads it, [`shrunken`] compares its
//! size with the snapshot before, [`diff::difference`] says what changed.
//!
//! ```
//! use screening::lists::{self, SourceFile};
//!
//! let file = SourceFile { name: "starter.ndjson", bytes: lists::starter().as_bytes() };
//! let kind = lists::guess(&[file]).expect("our own list is known");
//! let list = lists::read(kind, &[file]).expect("our own list is sound");
//! assert_eq!(list.list, "un-starter");
//! assert!(list.problems.is_empty());
//! ```

mod bis_dpl;
mod ch_seco_xml;
mod country;
mod date;
pub mod diff;
mod draft;
mod eu_fsf_csv;
mod eu_fsf_xml;
mod fault;
mod ftm_json;
mod guess;
mod identify;
pub mod limits;
mod ofac;
mod ofac_advanced_xml;
mod ofac_csv;
mod ofac_enhanced_xml;
mod ofac_remark;
mod ofac_sdn_xml;
mod opensanctions_simple_csv;
mod pile;
mod portcullis_ndjson;
mod rows;
mod text;
mod uk;
mod uk_conlist_csv;
mod uk_sanctions_list_csv;
mod uk_sanctions_list_xml;
mod un_xml;
mod us_csl;
mod us_csl_csv;
mod us_csl_json;
mod xml;

use std::fmt;
use std::str::FromStr;

use crate::listing::ListedParty;

pub use country::code as country_code;
pub use fault::{Fault, Problem, Refusal};
pub use guess::guess;
pub use portcullis_ndjson::write;

/// The day on which the facts of the starter list were taken from the official list.
pub const STARTER_AS_OF: &str = "2026-02-27";

/// The embedded starter list in the `portcullis-ndjson` form: UN designations that concern the
/// missile and nuclear programmes of the DPRK and Iran. It is for trying out and for an office
/// without a network; it never stands for a current official list.
pub fn starter() -> &'static str {
    include_str!("../../../lists/starter.ndjson")
}

/// A file as the caller read it, unpacked.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// The name for messages.
    pub name: &'a str,
    /// The content.
    pub bytes: &'a [u8],
}

/// A list as read from its file or files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFile {
    /// Short id: `un`, `us-sdn`, `us-cons`, `us-csl`, `us-dpl`, `eu`, `uk`, `ch`, …
    pub list: String,
    /// Day of publication as the file states it, `YYYY-MM-DD`; the rule of each source is in
    /// `docs/formats/lists.md`.
    pub published: Option<String>,
    /// The entries in the order of the file.
    pub parties: Vec<ListedParty>,
    /// What could not be read, in the order of the file.
    pub problems: Vec<Problem>,
    /// Records of the main file before the rows of one party are joined: elements, rows or lines.
    pub records: usize,
}

macro_rules! source_kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal => $module:ident,)+) => {
        /// The formats that can be read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SourceKind {
            $($(#[$doc])* $kind,)+
        }

        impl SourceKind {
            /// Every kind, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The word for it on the command line.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)+
                }
            }

            fn reader(self) -> fn(&[SourceFile<'_>]) -> Result<ListFile, Refusal> {
                match self {
                    $(Self::$kind => $module::read,)+
                }
            }
        }
    };
}

source_kinds! {
    /// OFAC `sdn.xml` and `consolidated.xml`, old and new namespace.
    OfacSdnXml = "ofac-sdn-xml" => ofac_sdn_xml,
    /// OFAC `sdn_advanced.xml` and `cons_advanced.xml`.
    OfacAdvancedXml = "ofac-advanced-xml" => ofac_advanced_xml,
    /// OFAC `sdn_enhanced.xml` and `cons_enhanced.xml`.
    OfacEnhancedXml = "ofac-enhanced-xml" => ofac_enhanced_xml,
    /// OFAC legacy CSV: primary, alias, address and comment files together.
    OfacCsv = "ofac-csv" => ofac_csv,
    /// US Consolidated Screening List, JSON.
    UsCslJson = "us-csl-json" => us_csl_json,
    /// US Consolidated Screening List, CSV.
    UsCslCsv = "us-csl-csv" => us_csl_csv,
    /// BIS Denied Persons List, tab separated.
    BisDpl = "bis-dpl" => bis_dpl,
    /// UN Security Council consolidated list.
    UnXml = "un-xml" => un_xml,
    /// EU financial sanctions file, XML 1.1.
    EuFsfXml = "eu-fsf-xml" => eu_fsf_xml,
    /// EU financial sanctions file, CSV 1.0 and 1.1.
    EuFsfCsv = "eu-fsf-csv" => eu_fsf_csv,
    /// UK OFSI consolidated list, CSV (closed in January 2026).
    UkConlistCsv = "uk-conlist-csv" => uk_conlist_csv,
    /// UK Sanctions List, CSV.
    UkSanctionsListCsv = "uk-sanctions-list-csv" => uk_sanctions_list_csv,
    /// UK Sanctions List, XML.
    UkSanctionsListXml = "uk-sanctions-list-xml" => uk_sanctions_list_xml,
    /// Swiss SECO list, XML.
    ChSecoXml = "ch-seco-xml" => ch_seco_xml,
    /// FollowTheMoney entities, one a line.
    FtmJson = "ftm-json" => ftm_json,
    /// OpenSanctions simplified table.
    OpensanctionsSimpleCsv = "opensanctions-simple-csv" => opensanctions_simple_csv,
    /// Our own form: one entry a line.
    PortcullisNdjson = "portcullis-ndjson" => portcullis_ndjson,
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The word is not one of the kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind(String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.word()).collect();
        write!(f, "no list format is called `{}`\nhint: one of {}", self.0, words.join(", "))
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for SourceKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        let found = Self::ALL.iter().find(|kind| kind.word() == word);
        found.copied().ok_or_else(|| UnknownKind(word.to_owned()))
    }
}

/// Reads the files of one list.
///
/// # Errors
///
/// Refuses the whole list if a file is cut short, malformed, of another kind, empty or too large.
pub fn read(kind: SourceKind, files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let Some(first) = files.first() else {
        return Err(Refusal::empty("(no file)", "no file was given"));
    };
    if files.len() > limits::FILES_MAX {
        let reason = format!("more than {} files at once", limits::FILES_MAX);
        return Err(Refusal::too_large(first.name, None, reason));
    }
    if kind != SourceKind::OfacCsv && files.len() > 1 {
        let reason = format!("`{kind}` is one file, {} were given", files.len());
        return Err(Refusal::wrong_kind(first.name, reason));
    }
    kind.reader()(files)
}

/// Refuses a new snapshot that has suspiciously fewer entries than the one before: below
/// [`limits::KEPT_PERCENT_MIN`] percent of it, unless the old one was smaller than
/// [`limits::KEPT_ENTRIES_MIN`].
pub fn shrunken(old: usize, new: usize) -> Option<Refusal> {
    let enough = new.saturating_mul(100) >= old.saturating_mul(limits::KEPT_PERCENT_MIN);
    if old < limits::KEPT_ENTRIES_MIN || enough {
        return None;
    }
    let reason = format!(
        "{new} entries after {old}: fewer than {} percent of the snapshot in force",
        limits::KEPT_PERCENT_MIN
    );
    let hint = "compare with the official site; `--accept-shrunken` takes it if it really shrank";
    Some(Refusal::Shrunken(Fault::new("the list", None, reason, hint)))
}

/// The only file of a kind that has one; [`read`] has checked the number.
fn only<'a>(files: &[SourceFile<'a>]) -> Result<SourceFile<'a>, Refusal> {
    files.first().copied().ok_or_else(|| Refusal::empty("(no file)", "no file was given"))
}

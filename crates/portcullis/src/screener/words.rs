//! Evidence in words.

use std::fmt::Write as _;

use screening::listing::PartyKind;
use screening::{Aligned, Evidence, Fact, FactKind, Finding, Meeting, Outcome};

use super::Match;

/// What a finding means for a reviewer.
pub(crate) fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Shortened => "the name is longer than can be searched; only its beginning was",
        Finding::Invisible => "the name held invisible characters; they were removed",
        Finding::Direction => "the name held marks that turn the direction of writing",
        Finding::MarkFlood => "the name held piled-up accents; they were removed",
        Finding::MixedScript => "a word mixes look-alike letters of several scripts",
        Finding::DigitLetter => "digits stand for letters in the name",
        Finding::Repeated => "a word of the name is written twice",
        Finding::Empty => "the name holds no letter or digit",
    }
}

/// How two parts meet, in a word.
pub(crate) fn meeting(meeting: Meeting) -> &'static str {
    match meeting {
        Meeting::Literal => "same",
        Meeting::Variant => "spelling",
        Meeting::Transliteration => "other script",
        Meeting::Nickname => "short form",
        Meeting::Initial => "initial",
        Meeting::Typo => "typo",
        Meeting::Joined => "joined",
        Meeting::Dropped => "only on the list",
        Meeting::Extra => "not on the list",
        Meeting::LegalForm => "legal form",
    }
}

/// Which fact, in a word.
pub(crate) fn fact(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Birth => "birth",
        FactKind::Country => "country",
        FactKind::Gender => "gender",
        FactKind::Kind => "kind",
        FactKind::Identifier => "identifier",
    }
}

/// A kind of party, in a word.
pub(crate) fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Person => "person",
        PartyKind::Organisation => "organisation",
        PartyKind::Vessel => "vessel",
        PartyKind::Aircraft => "aircraft",
        PartyKind::Unknown => "not stated",
    }
}

/// What a fact says, in a word.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Confirms => "agrees",
        Outcome::Contradicts => "differs",
        Outcome::NearMiss => "nearly equal",
        Outcome::Absent => "not given",
    }
}

fn part(part: &Aligned) -> String {
    match (part.query.as_str(), part.listed.as_str()) {
        (query, "") => query.to_owned(),
        ("", listed) => listed.to_owned(),
        (query, listed) if query == listed => query.to_owned(),
        (query, listed) => format!("{query}/{listed}"),
    }
}

fn said(fact: &Fact) -> Option<String> {
    let detail = fact.detail.trim_matches([',', ' ']);
    match fact.outcome {
        Outcome::Absent => None,
        // That a company is a company is no news.
        Outcome::Confirms if fact.kind == FactKind::Kind => None,
        given => Some(format!("{} {} ({detail})", self::fact(fact.kind), outcome(given))),
    }
}

/// The evidence in one line: parts by how they meet, then the facts that speak.
pub(crate) fn reason(evidence: &Evidence) -> String {
    const ORDER: &[Meeting] = &[
        Meeting::Literal,
        Meeting::Variant,
        Meeting::Transliteration,
        Meeting::Nickname,
        Meeting::Initial,
        Meeting::Typo,
        Meeting::Joined,
        Meeting::LegalForm,
        Meeting::Extra,
        Meeting::Dropped,
    ];
    let mut said_parts = Vec::new();
    for kind in ORDER {
        let parts: Vec<String> =
            evidence.parts.iter().filter(|p| p.kind == *kind).map(part).collect();
        if !parts.is_empty() {
            said_parts.push(format!("{}: {}", meeting(*kind), parts.join(", ")));
        }
    }
    said_parts.extend(evidence.facts.iter().filter_map(said));
    said_parts.join("; ")
}

/// Why somebody is a hit, in one line.
pub(crate) fn matched(hit: &Match) -> String {
    let mut text = String::new();
    if hit.identifier_equal {
        text.push_str("equal identifier; ");
    }
    if let Some(piece) = &hit.piece {
        let _ = write!(text, "within the name: {piece}; ");
    }
    text + &reason(&hit.evidence)
}

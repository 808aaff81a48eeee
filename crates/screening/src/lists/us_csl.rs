//! What the two forms of the US Consolidated Screening List share.

use super::date::{self, Order};
use super::draft::Draft;
use super::text::is_blank;
use super::{country, ofac};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

/// A record of the list in either form.
#[derive(Default)]
pub(super) struct Record<'a> {
    pub(super) id: &'a str,
    pub(super) source: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) alt_names: Vec<&'a str>,
    pub(super) programmes: Vec<&'a str>,
    /// Countries of nationality, citizenship and registration.
    pub(super) countries: Vec<&'a str>,
    pub(super) births: Vec<&'a str>,
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) call_sign: &'a str,
    pub(super) flag: &'a str,
    pub(super) remarks: &'a str,
    pub(super) title: &'a str,
    pub(super) notice: &'a str,
}

impl Record<'_> {
    /// The entry without its addresses and identifiers, which the two forms write differently.
    pub(super) fn draft(&self) -> Draft {
        let kind = match self.kind {
            // The lists of Commerce and State do not say what a party is.
            "" => PartyKind::Unknown,
            kind => ofac::kind(kind),
        };
        // Treasury numbers a party once for all its lists, so the number alone is not unique here.
        let source = short_source(self.source);
        let mut draft = Draft::new(&format!("{source}:{}", self.id), kind);
        if source == "DPL" {
            denied_name(&mut draft, self.name);
        } else {
            ofac::name(&mut draft, self.name, NameQuality::Primary);
        }
        ofac::tail_number(&mut draft, self.name);
        for name in &self.alt_names {
            let name = name.strip_prefix("and ").unwrap_or(name);
            ofac::name(&mut draft, name, NameQuality::Strong);
        }
        // The source list first: an Entity List party and an SDN differ in what is forbidden.
        draft.programme(source);
        for programme in &self.programmes {
            draft.programme(programme);
        }
        for state in &self.countries {
            draft.country(state);
        }
        for birth in &self.births {
            draft.birth(date::birth(birth, Order::DayFirst), birth);
        }
        draft.country(self.flag);
        draft.identifier(IdentifierKind::Other, self.call_sign, "");
        draft.listed_on(date::day(self.start, Order::DayFirst));
        draft.party.delisted_on = date::day(self.end, Order::DayFirst);
        for text in [self.remarks, self.title, self.notice] {
            draft.remark(text);
        }
        draft
    }
}

/// `Entity List (EL) - Bureau of Industry and Security` to `EL`.
fn short_source(source: &str) -> &str {
    let short = source.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    short.map_or(source, |(short, _)| short)
}

/// A name of the Denied Persons List, which writes aliases into it: `FUYI SUN A/K/A FRANK SUN`.
pub(super) fn denied_name(draft: &mut Draft, name: &str) {
    let whole = name.replace(" D/B/A ", " A/K/A ").replace(" AKA ", " A/K/A ");
    let mut quality = NameQuality::Primary;
    for part in whole.split(" A/K/A ").flat_map(|part| part.split(" A.K.A. ")) {
        draft.name(part.trim_matches(|c| matches!(c, ',' | ';' | ' ' | '"')), quality);
        quality = NameQuality::Strong;
    }
}

/// An address line whose last part is the country code.
pub(super) fn address(draft: &mut Draft, line: &str) {
    if is_blank(line) {
        return;
    }
    draft.address(&[line]);
    let last = line.rsplit(',').next().unwrap_or_default().trim();
    if let Some(code) = country::code(last) {
        draft.country(code);
    }
}

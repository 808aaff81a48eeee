//! Two names meet: which parts agree, how, and which stand alone.
//!
//! Promise: in an `Alignment` every part of both names appears exactly once. What an agreement is
//! worth in the whole is decided in `weigh`.

use crate::brief::Brief;
use crate::edit::{PARTICLE_MAX, Pattern, edits_most};
use crate::name::{Form, Part, Role, Run, acronym_hash, is_bare, join_hash, turned_hashes};
use crate::policy::agree;
use crate::script::Script;
use crate::slip::slip;
use crate::table::{FIRST_EQUIVALENT, FIRST_NICKNAME, GENERAL_FAMILY, Group};

/// How parts of two names met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meeting {
    /// The same letters.
    Literal,
    /// A known or regular spelling of the same name.
    Variant,
    /// The same name in another script.
    Transliteration,
    /// A short or familiar form.
    Nickname,
    /// An initial or an acronym.
    Initial,
    /// Letters mistyped.
    Typo,
    /// Words written together on one side.
    Joined,
    /// On the list only.
    Dropped,
    /// In the query only.
    Extra,
    /// Legal forms.
    LegalForm,
}

/// An agreement of two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Met {
    pub(crate) kind: Meeting,
    pub(crate) agree: f32,
}

/// An agreement of parts `q..q + q_len` with `l..l + l_len`; one of the lengths is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) q: u8,
    pub(crate) q_len: u8,
    pub(crate) l: u8,
    pub(crate) l_len: u8,
    pub(crate) met: Met,
    /// For whole-name acronyms, which are not for persons.
    pub(crate) acronym: bool,
    /// Weights of the two sides, set while weighing.
    pub(crate) u: f32,
    pub(crate) v: f32,
}

impl Cell {
    pub(crate) fn new(q: u8, q_len: u8, l: u8, l_len: u8, met: Met) -> Cell {
        Cell { q, q_len, l, l_len, met, acronym: false, u: 0.0, v: 0.0 }
    }

    pub(crate) fn q_mask(&self) -> u64 {
        mask(self.q, self.q_len)
    }
    pub(crate) fn l_mask(&self) -> u64 {
        mask(self.l, self.l_len)
    }
}

fn mask(start: u8, len: u8) -> u64 {
    ((1_u64 << len.min(63)) - 1) << start.min(63)
}

/// A part prepared for comparison with many others.
pub(crate) struct Prepared<'a> {
    pub(crate) part: &'a Part,
    pub(crate) brief: Brief,
    patterns: Vec<Pattern>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(part: &'a Part) -> Prepared<'a> {
        let patterns = part.forms.iter().map(|form| Pattern::new(&form.latin)).collect();
        Prepared { part, brief: Brief::of(part), patterns }
    }

    /// The likeliest reading, ready to be compared with many.
    pub(crate) fn pattern(&self) -> Option<&Pattern> {
        self.patterns.first()
    }
}

/// What a first look at a part in brief says.
pub(crate) enum Glance {
    /// The same as the full comparison says.
    Sure(Option<Met>),
    /// The full comparison has to say.
    Unsure,
}

/// A first look at two parts that a table may join.
pub(crate) fn glance_tabled(left: &Prepared<'_>, other: &Brief, part: &Part) -> Glance {
    let (Some(x), Some(y)) = (left.brief.plain(), other.plain()) else { return Glance::Unsure };
    if left.brief.is_compound() || other.is_compound() {
        Glance::Unsure
    } else if x == y {
        Glance::Sure(Some(met(Meeting::Literal, agree::LITERAL)))
    } else if share(left.part, part, 0, FIRST_EQUIVALENT) {
        Glance::Sure(Some(met(Meeting::Variant, agree::VARIANT)))
    } else if share(left.part, part, FIRST_EQUIVALENT, Group::MAX) {
        Glance::Unsure
    } else {
        match glance(left, other) {
            Glance::Sure(found) => Glance::Sure(or_near(found, left.part, part)),
            Glance::Unsure => Glance::Unsure,
        }
    }
}

/// What was found, or a slip in another spelling of the name where that agrees better.
fn or_near(found: Option<Met>, a: &Part, b: &Part) -> Option<Met> {
    let near = |x: &Part, y: &Part| x.near.iter().any(|g| y.groups.contains(g));
    match found {
        Some(found) if found.agree >= agree::NEAR_VARIANT => Some(found),
        // A common name in the query is meant: "david" is not the "daoun" of the list.
        _ if near(a, b) || (!a.known && near(b, a)) => {
            Some(met(Meeting::Typo, agree::NEAR_VARIANT))
        }
        _ => found,
    }
}

/// Whether two parts are in one group of the given numbers.
fn share(a: &Part, b: &Part, from: Group, to: Group) -> bool {
    a.groups.iter().any(|g| (from..to).contains(g) && b.groups.contains(g))
}

/// Letters from which words are compared by sound.
const SOUND_MIN: usize = 3;

/// A first look at two parts that no table joins: plain words agree by their letters, by their
/// sound, or not at all.
pub(crate) fn glance(left: &Prepared<'_>, other: &Brief) -> Glance {
    let own = &left.brief;
    let Some(x) = own.plain() else { return Glance::Unsure };
    if other.is_unlike(left.part, x) && !own.is_compound() {
        return Glance::Sure(None);
    }
    let (Some(y), Some(pattern)) = (other.plain(), left.pattern()) else { return Glance::Unsure };
    let compound = own.is_compound() || other.is_compound();
    let found = if x == y && compound {
        Some(met(Meeting::Variant, agree::VARIANT))
    } else if x == y {
        Some(met(Meeting::Literal, agree::LITERAL))
    } else if own.key == other.key && x.len() >= SOUND_MIN && y.len() >= SOUND_MIN {
        Some(met(Meeting::Variant, agree::SOUND))
    } else if own.may_join(other) {
        return Glance::Unsure;
    } else {
        let found = slip(x, pattern, y, edits_most(compound), own.is_known() && other.is_known());
        let found = found.map(|agree| met(Meeting::Typo, agree));
        found.or_else(|| slipped_particle(own.role, x, pattern, other.role, y))
    };
    Glance::Sure(match found {
        Some(found) if compound => {
            as_compound(found, own.halves(), other.halves(), [own.role, other.role], x.len())
        }
        found => found,
    })
}

/// How well two parts agree, if they do.
pub(crate) fn similarity(left: &Prepared<'_>, b: &Part) -> Option<Met> {
    let a = left.part;
    match (a.role, b.role) {
        (Role::LegalForm(x), Role::LegalForm(y)) => return legal_forms(a, x, b, y),
        (Role::Number, _) | (_, Role::Number) => {
            return (a.text == b.text).then_some(met(Meeting::Literal, agree::LITERAL));
        }
        (Role::Initial, Role::Word | Role::Title) | (Role::Word | Role::Title, Role::Initial) => {
            let same = a.initial() == b.initial();
            let agree =
                if a.role == Role::Initial { agree::INITIAL } else { agree::LISTED_INITIAL };
            return same.then_some(met(Meeting::Initial, agree));
        }
        _ => {}
    }
    if a.text == b.text {
        return Some(met(Meeting::Literal, agree::LITERAL));
    }
    let same_reading = a.forms.iter().any(|x| b.forms.iter().any(|y| x.latin == y.latin));
    if same_reading {
        return Some(reading(a, b));
    }
    // Initials and legal forms meet others only letter by letter.
    let fixed = |p: &Part| matches!(p.role, Role::Initial | Role::LegalForm(_));
    if fixed(a) || fixed(b) {
        return None;
    }
    let shared = |from: Group, to: Group| share(a, b, from, to);
    if !a.groups.is_empty() && shared(0, FIRST_EQUIVALENT) {
        return Some(met(Meeting::Variant, agree::VARIANT));
    }
    if let Some(found) = by_sound(a, b) {
        return Some(found);
    }
    let respelled = by_respelling(a, b);
    let found = if !a.groups.is_empty() && shared(FIRST_NICKNAME, Group::MAX) {
        Some(met(Meeting::Nickname, agree::NICKNAME))
    } else if !a.groups.is_empty() && shared(FIRST_EQUIVALENT, FIRST_NICKNAME) {
        Some(met(Meeting::Variant, agree::EQUIVALENT))
    } else {
        or_near(by_letters(left, b), a, b)
    };
    match (found, respelled) {
        (Some(found), Some(other)) if other.agree > found.agree => Some(other),
        (found, other) => found.or(other),
    }
}

/// How well two parts agree by their letters alone, slips and all.
fn by_letters(left: &Prepared<'_>, b: &Part) -> Option<Met> {
    let a = left.part;
    let found = if (a.script == Script::Han) != (b.script == Script::Han) {
        let same = a.foreign != 0 && a.foreign == b.foreign;
        same.then_some(met(Meeting::Transliteration, agree::FOREIGN_HAN))
    } else if a.is_abjad() != b.is_abjad() {
        by_skeleton(a, b)
    } else {
        by_edits(left, b).or_else(|| by_consonants(a, b))
    };
    found.or_else(|| {
        let (x, y) = (a.latin().as_bytes(), b.latin().as_bytes());
        slipped_particle(a.role, x, left.pattern()?, b.role, y)
    })
}

/// How well two words agree that habits of spelling may have made of one.
fn by_respelling(a: &Part, b: &Part) -> Option<Met> {
    let same = a.respelled.iter().any(|key| *key != 0 && b.respelled.contains(key));
    let agree = match a.latin().len().min(b.latin().len()) {
        _ if !same => return None,
        0..=4 => agree::RESPELLED_SHORT,
        5 | 6 => agree::RESPELLED,
        _ => agree::RESPELLED_LONG,
    };
    let known = if a.known && b.known { agree::BOTH_KNOWN } else { 0.0 };
    let kind = if a.script == b.script { Meeting::Variant } else { Meeting::Transliteration };
    Some(met(kind, agree - known))
}

/// How well a word without vowels agrees with one that has them.
fn by_consonants(a: &Part, b: &Part) -> Option<Met> {
    let bare = |part: &Part| part.role == Role::Word && is_bare(part.latin().as_bytes());
    let same = a.skeletons.iter().any(|x| *x != 0 && b.skeletons.contains(x));
    let words = a.role == Role::Word && b.role == Role::Word && a.script == b.script;
    let joins = same && words && a.initial() == b.initial() && bare(a) != bare(b);
    joins.then_some(met(Meeting::Typo, agree::BARE))
}

/// How well two parts agree of which at least one is a compound.
pub(crate) fn compound_similarity(left: &Prepared<'_>, b: &Part) -> Option<Met> {
    fn halves(part: &Part) -> Option<(&[u8], &[u8])> {
        let (first, second) = part.text.split_once('+')?;
        Some((first.as_bytes(), second.as_bytes()))
    }
    let found = similarity(left, b)?;
    let roles = [left.part.role, b.role];
    as_compound(found, halves(left.part), halves(b), roles, left.part.latin().len())
}

/// An agreement of two parts as one of compounds.
fn as_compound(
    found: Met,
    own: Option<(&[u8], &[u8])>,
    other: Option<(&[u8], &[u8])>,
    [own_role, role]: [Role; 2],
    length: usize,
) -> Option<Met> {
    // An initial stands for one word, on either side.
    if own_role == Role::Initial || (role != Role::Word && role != Role::Title) {
        return None;
    }
    if let (Some((a1, a2)), Some((b1, b2))) = (own, other) {
        // Equal halves meet by themselves; one equal half leaves room for one edit only.
        let halves = usize::from(a1 == b1) + usize::from(a2 == b2);
        // An initial more or less is another initial: "William G", "William W".
        let other = if a1 == b1 { (a2, b2) } else { (a1, b1) };
        if halves == 1 && other.0.len().min(other.1.len()) < 2 {
            return None;
        }
        let slips = found.kind == Meeting::Typo && found.agree < agree::ONE_SLIP;
        if halves == 2 || (halves == 1 && slips && length > 6) {
            return None;
        }
    }
    let kind = if found.kind == Meeting::Typo { Meeting::Typo } else { Meeting::Joined };
    Some(met(kind, found.agree * agree::JOINED))
}

fn met(kind: Meeting, agree: f32) -> Met {
    Met { kind, agree }
}

fn legal_forms(a: &Part, x: u8, b: &Part, y: u8) -> Option<Met> {
    let agree = if a.text == b.text {
        agree::LITERAL
    } else if x == y {
        agree::LEGAL_FAMILY
    } else if x == GENERAL_FAMILY || y == GENERAL_FAMILY {
        agree::LEGAL_GENERAL
    } else {
        return None;
    };
    Some(met(Meeting::LegalForm, agree))
}

fn reading(a: &Part, b: &Part) -> Met {
    if a.script == b.script {
        met(Meeting::Variant, agree::VARIANT)
    } else if a.script == Script::Han || b.script == Script::Han {
        met(Meeting::Transliteration, agree::SAME_HAN_READING)
    } else {
        met(Meeting::Transliteration, agree::SAME_READING)
    }
}

fn by_sound(a: &Part, b: &Part) -> Option<Met> {
    if a.is_abjad() != b.is_abjad() {
        return None;
    }
    let long = |f: &&Form| f.latin.len() >= SOUND_MIN;
    let theirs = || b.forms.iter().filter(long);
    let same =
        a.forms.iter().filter(long).any(|x| theirs().any(|y| x.short_key() == y.short_key()));
    let kind = if a.script == b.script { Meeting::Variant } else { Meeting::Transliteration };
    same.then_some(met(kind, agree::SOUND))
}

fn by_skeleton(a: &Part, b: &Part) -> Option<Met> {
    let same = a.skeletons.iter().any(|x| *x != 0 && b.skeletons.contains(x));
    if !same {
        return None;
    }
    let (written, heard) = if a.is_abjad() { (a, b) } else { (b, a) };
    if !crate::key::fits(written.latin(), heard.latin()) {
        return None;
    }
    let consonant = |b: &u8| !b"aeiouyw".contains(b);
    let agree = match written.latin().bytes().filter(consonant).count() {
        0..=2 => agree::SKELETON_TWO,
        3 => agree::SKELETON_THREE,
        _ => agree::SKELETON_MORE,
    };
    Some(met(Meeting::Transliteration, agree))
}

fn by_edits(left: &Prepared<'_>, b: &Part) -> Option<Met> {
    let a = left.part;
    // Korean syllables are short: a letter more is another syllable.
    let korean = a.script != b.script && (a.script == Script::Hangul || b.script == Script::Hangul);
    if korean && a.latin().len().min(b.latin().len()) < agree::KOREAN_EDIT_MIN {
        return None;
    }
    if a.is_abjad() && a.latin().len().min(b.latin().len()) < agree::ABJAD_EDIT_MIN {
        return None;
    }
    let most = edits_most(a.is_compound() || b.is_compound());
    let mut best: Option<f32> = None;
    for (x, pattern) in a.forms.iter().zip(&left.patterns) {
        for y in &b.forms {
            let (x, y) = (x.latin.as_bytes(), y.latin.as_bytes());
            let found = slip(x, pattern, y, most, a.known && b.known);
            best = found.map_or(best, |agree| Some(best.map_or(agree, |b| b.max(agree))));
        }
    }
    let kind = if a.script == b.script { Meeting::Typo } else { Meeting::Transliteration };
    best.map(|agree| met(kind, agree))
}

/// A word of the query that is a particle of the list but for one letter: "ai-majid".
fn slipped_particle(role: Role, x: &[u8], pattern: &Pattern, to: Role, y: &[u8]) -> Option<Met> {
    let short = |word: &[u8]| (2..=PARTICLE_MAX).contains(&word.len());
    let fits = role == Role::Word && to == Role::Particle && short(x) && short(y);
    (fits && pattern.distance(y) == 1).then_some(met(Meeting::Typo, agree::PARTICLE_SLIP))
}

/// Cells of parts that meet in runs, found without an index. `runs` are those of the list name,
/// `query_runs` those of the query.
pub(crate) fn run_cells(
    query: &[&Part],
    query_runs: &[Run],
    list: &[&Part],
    runs: &[Run],
    cells: &mut Vec<Cell>,
) {
    let mut buffer = Vec::new();
    for (q, part) in (0_u8..).zip(query) {
        let join = join_hash(part, &mut buffer);
        let acronym = acronym_hash(part);
        let mut meet = |hash: Option<u64>, acronym: bool| {
            for run in runs.iter().filter(|r| r.acronym == acronym && hash == Some(r.hash)) {
                cells.push(run_cell(q, 1, run.start, run.len, acronym));
            }
        };
        meet(join, false);
        meet(acronym, true);
        turned_hashes(part, &mut |hash| meet(Some(hash), false));
    }
    for (l, part) in (0_u8..).zip(list) {
        let join = join_hash(part, &mut buffer);
        let acronym = acronym_hash(part);
        for run in query_runs {
            let hash = if run.acronym { acronym } else { join };
            if hash == Some(run.hash) {
                cells.push(run_cell(run.start, run.len, l, 1, run.acronym));
            }
        }
    }
    let brief = |parts: &[&Part]| -> Vec<Brief> { parts.iter().map(|p| Brief::of(p)).collect() };
    if query.iter().any(|p| p.is_initials()) {
        initials(query, &brief(list), &mut |q, l| cells.push(initial_cell(q, 1, l, 2)));
    }
    if list.iter().any(|p| p.is_initials()) {
        initials(list, &brief(query), &mut |l, q| cells.push(initial_cell(q, 2, l, 1)));
    }
}

/// A cell of words written together, or of an acronym.
pub(crate) fn run_cell(q: u8, q_len: u8, l: u8, l_len: u8, acronym: bool) -> Cell {
    let met = if acronym {
        met(Meeting::Initial, agree::ACRONYM)
    } else {
        met(Meeting::Joined, agree::JOINED)
    };
    Cell { acronym, ..Cell::new(q, q_len, l, l_len, met) }
}

/// A cell of two initials written together.
pub(crate) fn initial_cell(q: u8, q_len: u8, l: u8, l_len: u8) -> Cell {
    Cell::new(q, q_len, l, l_len, met(Meeting::Initial, agree::INITIALS))
}

/// Calls `found` where a part of `short` is the two initials of neighbours in `long`.
pub(crate) fn initials(short: &[&Part], long: &[Brief], found: &mut dyn FnMut(u8, u8)) {
    for (s, part) in (0_u8..).zip(short).filter(|(_, p)| p.is_initials()) {
        for (l, pair) in (0_u8..).zip(long.windows(2)) {
            let heads = pair.iter().filter_map(Brief::initial);
            let whole = pair.iter().all(|p| p.len() > 1 && p.is_substantive());
            if whole && heads.eq(part.latin().bytes()) {
                found(s, l);
            }
        }
    }
}

/// Chooses cells so that every part is used at most once: the weightiest agreement first, and
/// words met one by one where that agrees more than words met in twos. `value` is what a cell is
/// worth.
pub(crate) fn choose(cells: &mut Vec<Cell>, value: impl Fn(&Cell) -> f32) {
    if cells.len() > 1 {
        // Ties fall to the pair nearest the start, then to the straightest, on either side alike.
        let place = |c: &Cell| (c.q + c.l, c.q.abs_diff(c.l), c.q, c.q_len, c.l_len);
        cells.sort_by(|x, y| value(y).total_cmp(&value(x)).then(place(x).cmp(&place(y))));
    }
    let single = |c: &&Cell| c.q_len == 1 && c.l_len == 1;
    let total = |used: &[Cell]| used.iter().map(&value).sum::<f32>();
    let greedy = first_free(cells.iter());
    let one_by_one = if greedy.iter().all(|c| single(&c)) {
        Vec::new()
    } else {
        first_free(cells.iter().filter(single))
    };
    *cells = if total(&one_by_one) > total(&greedy) { one_by_one } else { greedy };
}

/// The cells whose parts no earlier one uses.
fn first_free<'a>(cells: impl Iterator<Item = &'a Cell>) -> Vec<Cell> {
    let (mut q_used, mut l_used) = (0_u64, 0_u64);
    let free = |cell: &&Cell| {
        let free = q_used & cell.q_mask() == 0 && l_used & cell.l_mask() == 0;
        if free {
            q_used |= cell.q_mask();
            l_used |= cell.l_mask();
        }
        free
    };
    cells.filter(free).copied().collect()
}

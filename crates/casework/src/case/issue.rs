//! Whether a licence can be granted: one function that tells everything that stands against it.
//! It is asked in the transaction that grants, never before.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::advice::{Advice, Position};
use crate::assessment::{Assessment, Consequence, Level};
use crate::blocker::Blocker;
use crate::case::{Around, Case, Ended};
use crate::clock::{ClockName, Running};
use crate::decision::{GrantBasis, Recommendation, Reply};
use crate::licence::Terms;
use crate::register::{Denial, Register};
use crate::searched::Standing;
use crate::undercut::touches;
use crate::undertaking::cross_check;

/// Denials that are compared by name with a case one by one; after more changes it is looked at again.
const CHANGES_MAX: usize = 200;

impl Case {
    /// Everything that stands against granting a licence on these terms now. Empty = it can be.
    #[must_use]
    pub fn can_issue(&self, terms: &Terms, around: &Around<'_>, at: Timestamp) -> Vec<Blocker> {
        let mut found = Vec::new();
        self.recommended(terms, &mut found);
        found.extend(self.open_points(around, at));
        self.conditions(terms, &mut found);
        self.within(terms, around, Self::day(at), &mut found);
        found
    }

    /// Everything that stands against a grant whatever its terms: what an officer sees before there
    /// is a recommendation.
    #[must_use]
    pub fn open_points(&self, around: &Around<'_>, at: Timestamp) -> Vec<Blocker> {
        let mut found = Vec::new();
        let on = Self::day(at);
        self.signed(&mut found);
        self.assessed(around, on, &mut found);
        self.covered(&mut found);
        self.searched(around, on, &mut found);
        self.not_undercut(around, &mut found);
        self.advised(&mut found);
        self.undertaken(around, &mut found);
        found
    }

    /// Everything that stands against finding that no licence is needed: a release as well.
    #[must_use]
    pub fn can_release(&self, around: &Around<'_>, at: Timestamp) -> Vec<Blocker> {
        let mut found = Vec::new();
        let on = Self::day(at);
        match &self.recommendation {
            Some(recommended) if recommended.what == Recommendation::NotRequired => {
                if recommended.facts != self.facts {
                    found.push(Blocker::RecommendationStale);
                }
            }
            _ => found.push(Blocker::NotRecommended),
        }
        self.signed(&mut found);
        self.assessed(around, on, &mut found);
        if let Some(ceiling) = self.ceiling().filter(|ceiling| *ceiling > Level::NotControlled) {
            found.push(Blocker::NotCovered { ceiling, covers: Level::NotControlled });
        }
        self.searched(around, on, &mut found);
        self.advised(&mut found);
        // An agency that wants a licence granted does not find it needless.
        let stricter = self.advice().governing.is_some_and(|advice| advice > Advice::NotRequired);
        if stricter {
            let (ceiling, covers) = (Level::LicenceRequired, Level::NotControlled);
            found.push(Blocker::NotCovered { ceiling, covers });
        }
        found
    }

    /// What a grant rests on; none where something of it is missing, which is a blocker as well.
    #[must_use]
    pub fn grant_basis(&self, around: &Around<'_>) -> Option<GrantBasis> {
        Some(GrantBasis {
            facts: self.facts.clone(),
            law: around.office.law.as_ref()?.digest.clone(),
            lists: around.office.list_versions(),
            register: around.register.version,
            original: self.application.original.clone(),
        })
    }

    fn recommended(&self, terms: &Terms, found: &mut Vec<Blocker>) {
        let Some(recommended) = &self.recommendation else {
            return found.push(Blocker::NotRecommended);
        };
        match &recommended.what {
            Recommendation::Grant { terms: agreed, .. } if agreed == terms => {}
            Recommendation::Grant { .. } => found.push(Blocker::NotAsRecommended),
            _ => found.push(Blocker::NotRecommended),
        }
        if recommended.facts != self.facts {
            found.push(Blocker::RecommendationStale);
        }
        if self.advice().conflict && recommended.conflict.is_none() {
            found.push(Blocker::ConflictNotExplained);
        }
    }

    /// Signatures are counted by person, and not those of people who did something to be signed.
    fn signed(&self, found: &mut Vec<Blocker>) {
        let people: BTreeSet<_> =
            self.signatures.iter().filter(|person| !self.took_part(person)).collect();
        let (have, need) = (people.len(), self.signatures_needed());
        if have < need {
            found.push(Blocker::Countersignatures { have, need });
        }
    }

    fn assessed(&self, around: &Around<'_>, on: Date, found: &mut Vec<Blocker>) {
        for (id, question) in &self.questions {
            if question.is_open() {
                found.push(Blocker::QuestionOpen(id.clone()));
            }
        }
        let Some(law) = &around.office.law else { return found.push(Blocker::NoLaw) };
        let Some(assessment) = &self.assessment else { return found.push(Blocker::NotAssessed) };
        let basis = &assessment.basis;
        let mut stale = |is: bool, what| found.extend(is.then_some(Blocker::AssessmentStale(what)));
        stale(basis.facts != self.facts, "the application");
        stale(basis.law != law.digest || basis.profile != law.profile, "the law");
        stale(basis.lists != around.office.list_versions(), "the lists");
        stale(self.is_touched(basis.register, around.register), "the register of denials");
        stale(basis.assurances != self.assurance_words(), "the assurances");
        stale(basis.judgements != self.judged, "judgements on hits");
        stale(Self::day(basis.as_of) != on, "the day");
    }

    /// Whether a denial that changed since the register was looked at may concern this case. Very many
    /// changes are not gone through one by one.
    fn is_touched(&self, looked_at: Option<u64>, register: &Register) -> bool {
        let Some(version) = looked_at else { return true };
        let listed = |denial: &Denial| {
            let mut listed = self.assessment.iter().flat_map(|assessment| &assessment.denials);
            denial.notice().is_some_and(|notice| listed.any(|one| one.denial == notice.id))
        };
        register.since(version).nth(CHANGES_MAX).is_some()
            || register
                .since(version)
                .any(|denial| listed(denial) || touches(denial, &self.application))
    }

    fn covered(&self, found: &mut Vec<Blocker>) {
        let Some((assessment, ceiling)) = self.assessment.as_ref().zip(self.ceiling()) else {
            return;
        };
        match (assessment.floor, ceiling) {
            (Level::Prohibited, _) => found.push(Blocker::Prohibited),
            (_, Level::Prohibited) => found.push(Blocker::MayBeProhibited),
            _ => {}
        }
        if let Some(Recommendation::Grant { covers, .. }) =
            self.recommendation.as_ref().map(|recommended| &recommended.what)
            && *covers < ceiling
        {
            found.push(Blocker::NotCovered { ceiling, covers: *covers });
        }
        let presumed = ceiling >= Level::PresumedDenied;
        if presumed && !self.assurances.contains_key("government_to_government") {
            found.push(Blocker::NoGovernmentAssurance);
        }
        self.dutiful(assessment, found);
    }

    fn dutiful(&self, assessment: &Assessment, found: &mut Vec<Blocker>) {
        let words = self.assurance_words();
        for duty in &assessment.duties {
            let discharged = self.discharged.get(&duty.code);
            let discharged = discharged.is_some_and(|discharge| discharge.facts == self.facts);
            let (kind, what) = duty.code.split_once(':').unwrap_or((&duty.code, ""));
            let met = match kind {
                "obtain" => words.contains(what) || discharged && !duty.certain,
                // Judged and consulted denial by denial; a duty without one stays open.
                "consult" => assessment.denials.iter().any(|denial| {
                    denial.authority == what && denial.consequence > Consequence::Advisory
                }),
                // Every hit is looked at by itself.
                "review_hit" => true,
                _ => discharged,
            };
            if !met {
                found.push(Blocker::DutyOpen(duty.code.clone()));
            }
        }
    }

    pub(super) fn searched(&self, around: &Around<'_>, on: Date, found: &mut Vec<Blocker>) {
        if around.office.lists.is_empty() {
            found.push(Blocker::NoLists);
        }
        for (list, version) in &around.office.lists {
            let published = Running::from(control::period::midnight(version.as_of));
            match around.office.due(ClockName::ListAge, &published) {
                Ok(due) if due.on < on => found.push(Blocker::ListTooOld(list.clone(), due.on)),
                Ok(_) => {}
                Err(why) => found.push(Blocker::ListAge(why)),
            }
        }
        let screening = self.screening.as_ref().filter(|screening| screening.facts == self.facts);
        let Some(screening) = screening else { return found.push(Blocker::NotScreened) };
        for (list, version) in &around.office.lists {
            if screening.lists.get(list) != Some(&version.digest) {
                found.push(Blocker::ListStale(list.clone()));
            }
        }
        for party in &self.application.parties {
            let Some(search) = screening.parties.get(&party.id) else {
                let why = "nobody searched".to_owned();
                found.push(Blocker::PartyNotScreened(party.id.clone(), why));
                continue;
            };
            if let Some(why) = &search.not_done {
                found.push(Blocker::PartyNotScreened(party.id.clone(), why.clone()));
            }
            for hit in &search.hits {
                let (party, list, entry) = (party.id.clone(), hit.list.clone(), hit.entry.clone());
                match self.hit_standing(&party, hit, on) {
                    Standing::Cleared => {}
                    Standing::Open => found.push(Blocker::HitOpen { party, list, entry }),
                    Standing::Identified => found.push(Blocker::PartyListed { party, list, entry }),
                }
            }
        }
    }

    fn not_undercut(&self, around: &Around<'_>, found: &mut Vec<Blocker>) {
        for (id, consultation) in &self.consultations {
            if consultation.end.is_none() {
                found.push(Blocker::ConsultationOpen(id.clone()));
            }
        }
        let compared = self.assessment.iter().flat_map(|assessment| &assessment.denials);
        for denial in compared.filter(|denial| denial.consequence > Consequence::Advisory) {
            let id = &denial.denial;
            let finding = self.findings.get(id);
            let finding = finding.filter(|f| f.version == denial.version && f.facts == self.facts);
            let Some(finding) = finding else {
                found.push(Blocker::DenialNotJudged(id.clone()));
                continue;
            };
            if !finding.identical || denial.consequence == Consequence::NotifyAfter {
                continue;
            }
            if around.register.get(id).is_some_and(|denial| denial.own.is_some()) {
                found.push(Blocker::OwnDenial(id.clone()));
                continue;
            }
            let asked = self.consultations.values().filter(|c| {
                c.denial == *id && c.version == denial.version && c.facts == self.facts
            });
            match asked.max_by_key(|c| c.sent).map(|consultation| &consultation.end) {
                None => found.push(Blocker::NotConsulted(id.clone())),
                Some(None) => {}
                Some(Some(Ended::Replied(Reply::Maintained, _))) if !self.despite(id) => {
                    found.push(Blocker::DenialMaintained(id.clone()));
                }
                Some(Some(_)) => {}
            }
        }
    }

    /// The recommendation says why to grant although the denial is maintained.
    fn despite(&self, id: &crate::id::DenialId) -> bool {
        let what = self.recommendation.as_ref().map(|recommended| &recommended.what);
        let Some(Recommendation::Grant { despite, .. }) = what else { return false };
        despite.get(id).is_some_and(|why| why.chars().any(char::is_alphanumeric))
    }

    /// The most restrictive position governs, whoever else says otherwise.
    fn advised(&self, found: &mut Vec<Blocker>) {
        for (agency, position) in &self.positions {
            let given = match position {
                Position::Awaited { .. } => {
                    found.push(Blocker::AgencyAwaited(agency.clone()));
                    continue;
                }
                Position::DeemedNoObjection { .. } => continue,
                Position::Given(given) => given,
            };
            if given.facts != self.facts {
                found.push(Blocker::AdviceStale(agency.clone()));
            }
            if given.advice == Advice::Refuse {
                found.push(Blocker::AgencyRefuses(agency.clone()));
            }
        }
    }

    /// What agencies made a condition of their approval is among the terms.
    fn conditions(&self, terms: &Terms, found: &mut Vec<Blocker>) {
        for (agency, position) in &self.positions {
            let Position::Given(given) = position else { continue };
            for condition in given.conditions.iter().filter(|c| !terms.conditions.contains(c)) {
                let text = condition.text.clone();
                found.push(Blocker::ConditionLeftOut(agency.clone(), text));
            }
        }
    }

    fn undertaken(&self, around: &Around<'_>, found: &mut Vec<Blocker>) {
        let Some(undertaking) = &self.undertaking else {
            return found.push(Blocker::NoUndertaking);
        };
        let differing = cross_check(&self.application, undertaking);
        found.extend(differing.into_iter().map(Blocker::UndertakingDisagrees));
        if !undertaking.authority_checked {
            found.push(Blocker::SignerNotChecked);
        }
        let signed = Running::from(control::period::midnight(undertaking.signed));
        match around.office.due(ClockName::UndertakingAge, &signed) {
            Ok(due) if self.submitted.is_none_or(|at| due.on < Self::day(at)) => {
                found.push(Blocker::UndertakingTooOld(due.on));
            }
            Ok(_) => {}
            Err(why) => found.push(Blocker::UndertakingAge(why)),
        }
    }

    fn within(&self, terms: &Terms, around: &Around<'_>, on: Date, found: &mut Vec<Blocker>) {
        let mut beyond = |what: String| found.push(Blocker::TermsBeyond(what));
        if terms.lines.is_empty() {
            beyond("no line".to_owned());
        }
        if terms.until < on {
            beyond(format!("ended on {}", terms.until));
        }
        if around.licence_taken {
            beyond(format!("there is a licence {} already", terms.licence));
        }
        let ids: BTreeSet<_> = terms.conditions.iter().map(|condition| &condition.id).collect();
        let lines: BTreeSet<_> = terms.lines.iter().map(|line| &line.item).collect();
        if ids.len() < terms.conditions.len() || lines.len() < terms.lines.len() {
            beyond("a line or a condition twice".to_owned());
        }
        for line in &terms.lines {
            let item = self.application.items.iter().find(|item| item.id == line.item);
            let fits = item.is_some_and(|item| {
                item.quantity.unit == line.quantity.unit
                    && item.value.currency == line.value.currency
                    && line.quantity.amount <= item.quantity.amount
                    && line.value.amount <= item.value.amount
            });
            if !fits {
                beyond(format!("line {}: {} worth {}", line.item, line.quantity, line.value));
            }
        }
        self.retransfer(terms, around, found);
    }

    /// Only what was shipped under the original licence can be passed on.
    fn retransfer(&self, terms: &Terms, around: &Around<'_>, found: &mut Vec<Blocker>) {
        let Some(original) = &self.application.original else { return };
        let mut no = |why: &str| found.push(Blocker::Original(original.clone(), why.to_owned()));
        let Some((licence, _)) = around.original.filter(|(l, _)| l.terms.licence == *original)
        else {
            return no("not found");
        };
        if licence.standing == crate::licence::Standing::Revoked {
            no("it is revoked");
        }
        for line in &terms.lines {
            let drawn = licence.balance(&line.item).map(|balance| balance.drawn);
            let fits = drawn.is_some_and(|drawn| {
                drawn.unit == line.quantity.unit && line.quantity.amount <= drawn.amount
            });
            if !fits {
                no(&format!("less of line {} was shipped", line.item));
            }
        }
    }
}

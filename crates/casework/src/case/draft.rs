//! What applicant and intake do: the application, its documents, questions and answers.

use std::collections::BTreeMap;

use crate::case::{Case, Document, Question};
use crate::clock::Running;
use crate::event::Event;
use crate::facts::Application;
use crate::id::CaseId;
use crate::office::Office;
use crate::recorded::Recorded;
use crate::refusal::{Refusal, reasoned};
use crate::transition::State;

pub(super) fn open(
    recorded: &Recorded,
    id: &CaseId,
    office: Option<&Office>,
) -> Result<Case, Refusal> {
    let Event::CaseOpened { application } = &recorded.event else {
        return Err(Refusal::NotSo(format!("there is no case `{id}`")));
    };
    if let Some(office) = office {
        let person = office.may(&recorded.by, recorded.role, recorded.event.kind())?;
        if person.firm.as_ref() != Some(&application.firm) {
            return Err(Refusal::NotThisPerson("one applies for the own firm".to_owned()));
        }
    }
    application.check().map_err(Refusal::NotSo)?;
    let mut case = Case {
        id: id.clone(),
        version: 1,
        at: recorded.at,
        state: State::Draft,
        application: application.clone(),
        facts: application.digest(),
        submitted: None,
        running: None,
        returned: Vec::new(),
        assessment: None,
        changes: Vec::new(),
        screening: None,
        judgements: BTreeMap::new(),
        judged: 0,
        questions: BTreeMap::new(),
        discharged: BTreeMap::new(),
        rules: BTreeMap::new(),
        findings: BTreeMap::new(),
        consultations: BTreeMap::new(),
        positions: BTreeMap::new(),
        recommendation: None,
        signatures: Vec::new(),
        sent_back: Vec::new(),
        decisions: Vec::new(),
        documents: BTreeMap::new(),
        undertaking: None,
        assurances: BTreeMap::new(),
        licence: None,
        mismatches: Vec::new(),
        part: BTreeMap::new(),
    };
    case.part.entry(recorded.by.clone()).or_default().insert(recorded.event.kind());
    Ok(case)
}

impl Case {
    pub(super) fn draft(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        match &recorded.event {
            Event::DraftChanged { application } => self.restate(application),
            Event::Submitted { facts } => {
                if *facts != self.facts {
                    let why = "what is handed in is not what stands here";
                    return Err(Refusal::NotSo(why.to_owned()));
                }
                self.state = State::Submitted;
                self.submitted = Some(recorded.at);
                self.running.get_or_insert_with(|| Running::from(recorded.at));
                Ok(())
            }
            Event::CaseReturned { reasons } => {
                reasoned("giving back", reasons)?;
                self.state = State::Returned;
                self.returned = reasons.clone();
                // What was asked is asked again, if still needed, once it is handed in again.
                for question in self.questions.values_mut().filter(|q| q.is_open()) {
                    question.dropped = Some("returned to the applicant".to_owned());
                }
                Ok(())
            }
            Event::CaseAccepted {} => {
                self.state = State::Review;
                Ok(())
            }
            Event::FactsCorrected { application, why } => {
                reasoned("a correction", std::slice::from_ref(why))?;
                self.restate(application)
            }
            Event::Withdrawn { why } => {
                reasoned("a withdrawal", std::slice::from_ref(why))?;
                self.state = State::Withdrawn;
                Ok(())
            }
            Event::QuestionAsked { .. }
            | Event::QuestionAnswered { .. }
            | Event::QuestionDropped { .. } => self.ask(recorded),
            _ => self.file(recorded),
        }
    }

    /// The facts change; the firm, the kind and the original licence do not.
    fn restate(&mut self, application: &Application) -> Result<(), Refusal> {
        application.check().map_err(Refusal::NotSo)?;
        let (a, b) = (&self.application, application);
        if a.firm != b.firm || a.kind != b.kind || a.original != b.original {
            let why = "firm, kind and original licence stay; another transfer is another case";
            return Err(Refusal::NotSo(why.to_owned()));
        }
        self.facts = application.digest();
        self.application = application.clone();
        Ok(())
    }

    fn ask(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        let open = |case: &mut Self, id: &crate::id::QuestionId| match case.questions.get(id) {
            Some(question) if question.is_open() => Ok(()),
            _ => Err(Refusal::NotSo(format!("question {id} is not open"))),
        };
        match &recorded.event {
            Event::QuestionAsked { question, asking } => {
                if self.questions.contains_key(question) {
                    return Err(Refusal::NotSo(format!("question {question} was asked already")));
                }
                reasoned("a question without words", std::slice::from_ref(&asking.text))?;
                let (asking, asked) = (asking.clone(), recorded.at);
                let new = Question { asking, asked, answer: None, dropped: None };
                self.questions.insert(question.clone(), new);
                Ok(())
            }
            Event::QuestionAnswered { question, answer, application } => {
                open(self, question)?;
                reasoned("an answer without words", std::slice::from_ref(answer))?;
                if let Some(application) = application {
                    self.restate(application)?;
                }
                if let Some(known) = self.questions.get_mut(question) {
                    known.answer = Some((recorded.at, answer.clone()));
                }
                Ok(())
            }
            Event::QuestionDropped { question, why } => {
                open(self, question)?;
                reasoned("dropping a question", std::slice::from_ref(why))?;
                if let Some(known) = self.questions.get_mut(question) {
                    known.dropped = Some(why.clone());
                }
                Ok(())
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: self.state.word() }),
        }
    }

    fn file(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        match &recorded.event {
            Event::DocumentFiled { digest, name, media_type, bytes } => {
                let (name, media_type) = (name.clone(), media_type.clone());
                let document =
                    Document { name, media_type, bytes: *bytes, by: recorded.by.clone() };
                self.documents.insert(digest.clone(), document);
                Ok(())
            }
            Event::UndertakingFiled { undertaking } => {
                if !self.documents.contains_key(&undertaking.document) {
                    let why = "the undertaking's document is not filed";
                    return Err(Refusal::NotSo(why.to_owned()));
                }
                self.undertaking = Some(undertaking.clone());
                Ok(())
            }
            Event::AssuranceFiled { code, government, note } => {
                if !control::word::ASSURANCES.contains(&code.as_str()) {
                    return Err(Refusal::NotSo(format!("`{code}` is no assurance")));
                }
                reasoned("an assurance without its note", std::slice::from_ref(note))?;
                self.assurances.insert(code.clone(), (government.clone(), note.clone()));
                Ok(())
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: self.state.word() }),
        }
    }
}

//! Tokens of machines, in the office's own record.

use std::collections::BTreeSet;

use casework::event::Event;
use casework::id::Digest;
use casework::recorded::{Recorded, Stream};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::token::Scope;

use crate::desk::{Desk, day, person};

fn digest(letter: &str) -> Digest {
    Digest::new(letter.repeat(64)).unwrap()
}

fn admitted(letter: &str, whom: &str) -> Event {
    Event::TokenAdmitted {
        token: digest(letter),
        person: person(whom),
        scopes: BTreeSet::from([Scope::CasesRead]),
        until: day("2024-12-31"),
    }
}

/// What the office says to events of its administrator, one after the other.
fn said(by: &str, role: Role, events: Vec<Event>) -> Vec<Result<(), Refusal>> {
    let desk = Desk::open();
    let mut office = (*desk.docket.office).clone();
    let mut done = Vec::new();
    for event in events {
        let version = office.version + 1;
        let recorded =
            Recorded { stream: Stream::Office, version, at: desk.at, by: person(by), role, event };
        done.push(office.apply(&recorded).map(|next| office = next));
    }
    done
}

#[test]
fn a_token_is_admitted_once_and_taken_back_once() {
    let revoked = Event::TokenRevoked { token: digest("a"), why: "lost".to_owned() };
    let unsaid = Event::TokenRevoked { token: digest("b"), why: " ".to_owned() };
    let said = said(
        "admin",
        Role::Administrator,
        vec![
            admitted("a", "officer"),
            admitted("a", "officer"),
            admitted("b", "nobody"),
            unsaid,
            revoked.clone(),
            revoked,
            // A token that was taken back does not come back.
            admitted("a", "officer"),
        ],
    );
    assert!(said[0].is_ok());
    assert!(matches!(said[1], Err(Refusal::NotSo(_))));
    assert!(matches!(said[2], Err(Refusal::Unknown(_))));
    assert!(matches!(said[3], Err(Refusal::ReasonMissing(_))));
    assert!(said[4].is_ok());
    assert!(matches!(said[5], Err(Refusal::NotSo(_))));
    assert!(matches!(said[6], Err(Refusal::NotSo(_))));
}

#[test]
fn only_an_administrator_admits_tokens() {
    let said = said("officer", Role::LicensingOfficer, vec![admitted("a", "officer")]);
    assert!(matches!(said[0], Err(Refusal::NotForRole(..))));
}

#[test]
fn a_token_is_good_until_its_last_day() {
    let token = casework::token::Token {
        person: person("officer"),
        scopes: BTreeSet::from([Scope::CasesRead]),
        until: day("2024-12-31"),
        admitted: true,
    };
    assert!(token.good(day("2024-12-31")));
    assert!(!token.good(day("2025-01-01")));
    assert!(!casework::token::Token { admitted: false, ..token }.good(day("2024-12-31")));
}

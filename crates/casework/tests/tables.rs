//! The two tables in full: which role does what, and what happens in which state. A change of either
//! shows as a changed file.

use casework::duty::{compatible, performers};
use casework::event::EventKind;
use casework::role::Role;
use casework::transition::{State, allowed, states};

fn golden(name: &str, found: &str) {
    let path = format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} differs; UPDATE=1 rewrites it\n{found}");
}

#[test]
fn every_role_and_action() {
    let mut text = String::new();
    for kind in EventKind::ALL {
        let roles: Vec<&str> = performers(*kind).iter().map(|role| role.word()).collect();
        text.push_str(&format!("{kind:?}: {}\n", roles.join(", ")));
    }
    golden("roles.expected", &text);
}

#[test]
fn every_state_and_event() {
    let mut text = String::new();
    for state in State::ALL {
        let may = EventKind::ALL.iter().filter(|kind| allowed(state, **kind));
        let may: Vec<String> = may.map(|kind| format!("{kind:?}")).collect();
        text.push_str(&format!("{}: {}\n", state.word(), may.join(", ")));
    }
    golden("states.expected", &text);
}

#[test]
fn no_event_of_a_case_is_without_a_state_or_a_role() {
    for kind in EventKind::ALL {
        assert!(!performers(*kind).is_empty(), "{kind:?}");
        assert!(!performers(*kind).contains(&Role::Auditor) || *kind == EventKind::DenialRead);
        let of_case = !states(*kind).is_empty();
        assert!(!(of_case && performers(*kind).contains(&Role::Administrator)), "{kind:?}");
    }
}

#[test]
fn an_end_is_an_end() {
    for state in [State::NotRequired, State::Withdrawn, State::Upheld] {
        let may = EventKind::ALL.iter().filter(|kind| allowed(state, **kind));
        assert_eq!(may.collect::<Vec<_>>(), [&EventKind::OutcomeNotified]);
    }
}

#[test]
fn who_applies_holds_no_office() {
    for role in Role::ALL {
        assert_eq!(compatible(Role::Applicant, role), role == Role::Applicant);
        assert_eq!(compatible(role, Role::System), role == Role::System);
    }
}

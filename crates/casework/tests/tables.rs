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

#[test]
fn every_scenario_and_weakness_has_its_tests() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(top.join("../../docs/scenarios.md")).unwrap();
    let mut tests = String::new();
    for folder in ["tests", "tests/weaknesses"] {
        for file in std::fs::read_dir(top.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|kind| kind == "rs") {
                tests.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
    let named = |row: &str| -> Vec<String> {
        row.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    // Eighteen scenarios and seventeen weaknesses, each under a head of the table.
    assert_eq!(rows.iter().filter(|row| !named(row).is_empty()).count(), 18 + 17);
    for test in rows.iter().flat_map(|row| named(row)) {
        assert!(tests.contains(&format!("fn {test}()")), "{test}");
    }
}

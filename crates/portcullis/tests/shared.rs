//! The acceptance cases beside the repository, where they are present.

use std::path::PathBuf;
use std::process::Command;

use crate::run::root;

#[test]
fn acceptance_cases_pass() {
    let folder = std::env::var_os("PORTCULLIS_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let runner = folder.join("cases/run.py");
    if !runner.exists() {
        println!("skipped: no shared data");
        return;
    }
    let done = Command::new("python3")
        .arg(&runner)
        .arg(env!("CARGO_BIN_EXE_portcullis"))
        .arg(folder.join("cases"))
        .output()
        .expect("python3 runs the acceptance cases");
    let text = String::from_utf8_lossy(&done.stdout);
    println!("{text}");
    assert!(done.status.success(), "{text}");
}

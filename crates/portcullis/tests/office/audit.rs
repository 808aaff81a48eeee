//! What an auditor sees: damage of every kind, other keys, backups that are not whole.

use std::fs;

use super::{Desk, set_up};

/// An office with a case, its log exported, a key and a checkpoint.
fn audited() -> Desk {
    let mut desk = Desk::new(None);
    set_up(&mut desk);
    for line in [
        "portcullis audit key office.key",
        "portcullis audit checkpoint --key office.key > checkpoints.ndjson",
        "portcullis audit export --out log.ndjson",
    ] {
        let told = desk.shell(line);
        assert!(!told.contains("status"), "{told}");
    }
    desk
}

const CHECK: &str = "portcullis audit check log.ndjson --checkpoints checkpoints.ndjson \
                     --public-key office.key.pub";

/// Changes the exported log and tells what a check says, without the digest at its end.
fn checked(desk: &Desk, change: impl FnOnce(Vec<String>) -> Vec<String>) -> String {
    let path = desk.scratch.path().join("log.ndjson");
    let before = fs::read_to_string(&path).unwrap();
    let lines = change(before.lines().map(str::to_owned).collect());
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    let told = desk.shell(CHECK);
    fs::write(&path, before).unwrap();
    told
}

#[test]
fn every_damage_to_a_log_is_found_without_the_database() {
    let desk = audited();
    assert!(desk.shell(CHECK).starts_with("sound: "), "{}", desk.shell(CHECK));
    let told = checked(&desk, |mut lines| {
        lines[30] = lines[30].replacen("2026-03-02", "2026-03-01", 1);
        lines
    });
    assert!(told.contains("entry 31 was changed") && told.contains("status 1"), "{told}");
    let told = checked(&desk, |mut lines| {
        drop(lines.remove(30));
        lines
    });
    assert!(told.contains("entry 31 is missing"), "{told}");
    let told = checked(&desk, |mut lines| {
        lines.insert(30, lines[29].clone());
        lines
    });
    assert!(told.contains("entry 30 is there twice"), "{told}");
    let told = checked(&desk, |mut lines| {
        lines.swap(30, 31);
        lines
    });
    assert!(told.contains("stands after entry"), "{told}");
    // Cut off at the end the chain itself is sound; the checkpoint is not held.
    let told = checked(&desk, |mut lines| {
        lines.truncate(30);
        lines
    });
    assert!(told.contains("the log does not hold it") && told.contains("NOT SOUND"), "{told}");
    let told = checked(&desk, |mut lines| {
        lines[3] = "{}".to_owned();
        lines
    });
    assert!(told.contains("log.ndjson:4: column") && told.contains("status 3"), "{told}");
}

#[test]
fn a_history_written_anew_is_sound_and_not_what_was_signed() {
    let desk = audited();
    // Another office with the same first records, told as if it were this one.
    let mut other = Desk::new(None);
    set_up(&mut other);
    let told = other.shell("portcullis case do C-1 withdrawn why=other --as exporter");
    assert!(!told.contains("status"), "{told}");
    other.shell("portcullis audit export --out log.ndjson");
    let log = fs::read(other.scratch.path().join("log.ndjson")).unwrap();
    fs::write(desk.scratch.path().join("log.ndjson"), log).unwrap();
    let first = desk.shell("portcullis audit check log.ndjson");
    assert!(first.starts_with("sound"), "{first}");
    // The first records are the same; one in the middle is not.
    let changed = desk.shell("sed -i 's/registered elsewhere/no matter/' log.ndjson; true");
    assert_eq!(changed, "");
    assert!(desk.shell(CHECK).contains("was changed"));
}

#[test]
fn a_checkpoint_counts_only_with_the_auditors_own_key() {
    let desk = audited();
    let path = desk.scratch.path().join("checkpoints.ndjson");
    let signed = fs::read_to_string(&path).unwrap();
    let told = desk.shell("portcullis audit key other.key");
    assert!(told.starts_with("public key "), "{told}");
    let told = desk.shell(&CHECK.replace("office.key.pub", "other.key.pub"));
    assert!(told.contains("signed with the key") && told.contains("status 1"), "{told}");
    // The key in the line exchanged for the auditor's own: the signature is not its.
    let own = fs::read_to_string(desk.scratch.path().join("other.key.pub")).unwrap();
    let key = fs::read_to_string(desk.scratch.path().join("office.key.pub")).unwrap();
    fs::write(&path, signed.replace(key.trim(), own.trim())).unwrap();
    let told = desk.shell(&CHECK.replace("office.key.pub", "other.key.pub"));
    assert!(told.contains("the signature is not that of this key"), "{told}");
    // Another place or another time was not signed either.
    for (from, to) in
        [("2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"), ("\"sequence\":", "\"sequence\":1")]
    {
        fs::write(&path, signed.replace(from, to)).unwrap();
        assert!(desk.shell(CHECK).contains("the signature is not that"), "{from}");
    }
    fs::write(&path, "{\"checkpoint\":1}\n").unwrap();
    assert!(desk.shell(CHECK).contains("checkpoints.ndjson:1: column"));
}

#[test]
fn keys_are_for_their_owner_alone_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = audited();
    let key = desk.scratch.path().join("office.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let told = desk.shell("portcullis audit key office.key");
    assert!(told.contains("never overwritten") && told.contains("status 3"), "{told}");
    let told = desk.shell("chmod 644 office.key; portcullis audit checkpoint --key office.key");
    assert!(told.contains("others may read this key") && told.contains("status 3"), "{told}");
}

#[test]
fn a_damaged_database_is_found_and_not_signed() {
    let desk = audited();
    let body = "UPDATE event SET body = replace(body, 'registered elsewhere', 'no matter')";
    let script = format!(
        "import sqlite3; c = sqlite3.connect('office.db'); c.execute(\"{body}\"); c.commit()"
    );
    fs::write(desk.scratch.path().join("tamper.py"), script).unwrap();
    assert_eq!(desk.shell("python3 tamper.py"), "");
    let told = desk.shell("portcullis audit verify");
    assert!(told.contains("was changed") && told.contains("status 1"), "{told}");
    let told = desk.shell("portcullis audit checkpoint --key office.key");
    assert!(told.contains("NOT SOUND") && !told.contains("signature"), "{told}");
    let told = desk.shell("portcullis audit rebuild");
    assert!(told.contains("damaged") && told.contains("status 4"), "{told}");
}

#[test]
fn a_view_that_is_not_the_logs_is_found_and_made_again() {
    let desk = audited();
    let script = "import sqlite3; c = sqlite3.connect('office.db'); \
                  c.execute(\"UPDATE case_view SET state = 'granted'\"); c.commit()";
    fs::write(desk.scratch.path().join("tamper.py"), script).unwrap();
    assert_eq!(desk.shell("python3 tamper.py"), "");
    let told = desk.shell("portcullis audit verify");
    assert!(told.contains("view case C-1 is not what the log makes of it"), "{told}");
    assert!(desk.shell("portcullis audit rebuild").starts_with("sound"));
    assert!(desk.shell("portcullis audit verify").starts_with("sound"));
}

#[test]
fn a_backup_is_restored_whole_on_either_database_or_not_at_all() {
    let desk = audited();
    let told = desk.shell("portcullis backup kept");
    assert!(!told.contains("status"), "{told}");
    assert!(desk.shell("portcullis backup kept").contains("new folder"));
    let verified = desk.shell("portcullis audit verify");
    let mut targets = vec!["restored.db".to_owned()];
    if !crate::cluster::skipped() {
        targets.push(crate::cluster::database());
    }
    for target in &targets {
        let at = format!("--db '{target}' --documents restored");
        let told = desk.shell(&format!("portcullis restore kept {at}"));
        assert!(told.contains("compared: yes"), "{told}");
        assert_eq!(desk.shell(&format!("portcullis audit verify {at}")), verified);
        // Again, on what is there: nothing is doubled.
        let told = desk.shell(&format!("portcullis restore kept {at}"));
        assert!(told.contains("compared: yes"), "{told}");
        // And back from there: the same backup.
        let told = desk.shell(&format!("portcullis backup from-{} {at}", at.len()));
        assert!(!told.contains("status"), "{told}");
        let same = desk.shell(&format!("diff -r kept from-{}", at.len()));
        assert_eq!(same, "", "{target}");
    }
    for spoil in [
        "sed -i 's/registered elsewhere/no matter/' kept/log.ndjson",
        "sed -i '$d' kept/log.ndjson",
        "rm kept/backup.json",
        "rm kept/documents/*",
        "for file in kept/documents/*; do printf x >> $file; done",
    ] {
        desk.shell("rm -rf spoilt; cp -r kept spoilt");
        desk.shell(&spoil.replace("kept", "spoilt"));
        let told = desk.shell("portcullis restore spoilt --db empty.db --documents empty");
        assert!(told.contains("status 3") || told.contains("status 4"), "{spoil}: {told}");
        let told = desk.shell("portcullis audit verify --db empty.db");
        assert!(told.starts_with("sound: 0 entries"), "{spoil}: {told}");
    }
    let told = desk.shell("portcullis restore kept --db office.db");
    assert!(told.contains("compared: yes"), "{told}");
    desk.shell("portcullis case do C-1 withdrawn why=other --as exporter");
    let told = desk.shell("portcullis restore kept --db office.db");
    assert!(told.contains("more than the backup"), "{told}");
}

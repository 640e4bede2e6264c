//! The example of a fleet: many tenants side by side give the rows that they give one after the other, and one that cannot be read is a row.

use std::path::Path;
use std::process::{Command, Stdio};

const TENANTS: usize = 5;

/// Runs a script of the example with the program that was built.
fn example(command: &str, args: &[&str]) -> String {
    let done = Command::new(command)
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("ROLECALL_PROGRAM", env!("CARGO_BIN_EXE_rolecall"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the script starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("rows are UTF-8")
}

#[test]
fn fleet_tenants_side_by_side_give_the_same_rows() {
    let is_there = Command::new("python3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !is_there.is_ok_and(|status| status.success()) {
        eprintln!("nothing is proved: python3 is not here");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let fleet = folder.path().join("fleet").display().to_string();
    let scripts = Path::new("examples/fleet");
    let script = |name: &str| scripts.join(name).display().to_string();
    let number = TENANTS.to_string();
    example("python3", &[&script("make_tenants.py"), "fixtures/contoso", &fleet, "--tenants", &number, "--broken", "1"]);

    let serial = example("python3", &[&script("serial.py"), &fleet, "--at", "2025-02-01"]);
    let parallel = example("bash", &[&script("parallel.sh"), &fleet, "2025-02-01"]);
    let [serial, parallel] = [&serial, &parallel].map(|rows| {
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.sort_unstable();
        rows
    });
    assert_eq!(serial, parallel);

    let of_one =
        crate::support::program::rolecall(&["audit", "fixtures/contoso", "--at", "2025-02-01", "--format", "rows"], b"");
    let rows_of_one = String::from_utf8(of_one.stdout).expect("rows are UTF-8").lines().count();
    let (errors, rows): (Vec<&str>, Vec<&str>) = serial.iter().partition(|row| !row.contains("\"error\": null"));
    assert_eq!(rows.len(), rows_of_one * (TENANTS - 1), "each tenant has the rows of the one that it is a copy of");
    assert!(matches!(errors.as_slice(), [row] if row.contains("no_exports")), "{errors:?}");
}

//! What is different on a terminal, which `script` plays: `--pager`, and formats that no terminal shows.

use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rolecall");
const AUDIT: &str = "audit fixtures/contoso --at 2025-02-01 -q";

/// Runs the program on a terminal of `script`.
fn on_a_terminal(pager: &str, arguments: &str) -> (i32, String) {
    let mut command = Command::new("script");
    command.args(["-qec", &format!("{PROGRAM} {AUDIT} {arguments}"), "/dev/null"]).env("PAGER", pager);
    let Output { status, stdout, .. } = command.env("NO_COLOR", "1").output().expect("`script` (util-linux) plays a terminal");
    (status.code().expect("an exit code"), String::from_utf8_lossy(&stdout).replace("\r\n", "\n"))
}

#[test]
fn pager_gets_the_text_of_a_terminal_when_asked() {
    let (_, plain) = on_a_terminal("sed s/^/paged:/", "");
    assert!(
        !plain.contains("paged:") && plain.contains("People, the most powerful first"),
        "nobody asked for a pager: {plain}"
    );
    let (code, paged) = on_a_terminal("sed s/^/paged:/", "--pager");
    assert_eq!(code, 0);
    let expected: Vec<String> = plain.lines().map(|line| format!("paged:{line}")).collect();
    assert_eq!(paged.lines().collect::<Vec<_>>(), expected);
    let (_, same) = on_a_terminal("cat", "--pager");
    assert_eq!(same, plain, "cat is no pager");
}

#[test]
fn terminal_that_shows_links_gets_links_to_the_pages_of_lints() {
    const LINK: &str = "\u{1b}]8;;https://docs.example/missing-verb.html\u{1b}\\error[missing-verb]\u{1b}]8;;\u{1b}\\";
    let run = |shows_links: &str, pages: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(["check", "fixtures/cli/check-lint-pages/role.json", "--color", "never", "--lint-pages", pages]);
        let output = command.env("FORCE_HYPERLINK", shows_links).output().expect("the program runs");
        String::from_utf8(output.stdout).expect("text")
    };
    let pages = "https://docs.example/{lint}.html";
    let shown = run("1", pages);
    assert!(shown.contains(LINK), "{shown}");
    let plain = run("0", pages);
    assert_eq!(
        shown.replace("\u{1b}]8;;https://docs.example/missing-verb.html\u{1b}\\", "").replace("\u{1b}]8;;\u{1b}\\", ""),
        plain
    );
}

#[test]
fn pager_that_is_closed_is_success() {
    // More than a pipe holds, so that the program is still writing.
    let (code, paged) = on_a_terminal("head -n 1", "--pager --all --format json");
    assert_eq!((code, paged.lines().count()), (0, 1), "{paged}");
}

#[test]
fn pager_that_cannot_be_started_is_one_error() {
    let (code, shown) = on_a_terminal("no-such-pager -x", "--pager");
    assert_eq!(code, 2);
    assert!(shown.contains("cannot start the pager `no-such-pager -x`") && !shown.contains("People"), "{shown}");
}

#[test]
fn pager_does_nothing_away_from_a_terminal() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(AUDIT.split(' ')).args(arguments).env("PAGER", "no-such-pager").output().expect("the program runs")
    };
    let (plain, asked) = (run(&[]), run(&["--pager"]));
    assert!(asked.status.success());
    assert_eq!(asked.stdout, plain.stdout);
}

#[test]
fn terminal_gets_no_binary_format() {
    for pager in ["cat", "sed s/^/paged:/"] {
        let (code, shown) = on_a_terminal(pager, "--pager --format parquet");
        assert_eq!(code, 2);
        assert!(shown.contains("`parquet` is binary") && !shown.contains("PAR1"), "{shown}");
    }
}

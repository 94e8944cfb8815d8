//! The table of exit codes, row by row.

use std::process::Stdio;

use crate::sandbox::{Sandbox, page, ran, read_some};

#[test]
fn it_is_0_when_every_input_gave_an_article() {
    let sandbox = Sandbox::new("exit_0");
    sandbox.file("a.html", page("Bree")).file("b.html", page("Archet"));
    assert_eq!(sandbox.dehusk(&["a.html", "b.html"]).code, Some(0));
}

#[test]
fn it_is_1_when_an_input_was_refused_failed_or_held_no_article() {
    let sandbox = Sandbox::new("exit_1");
    sandbox.file("good.html", page("Bree")).file("empty.html", "").file("large.html", page("Bree").repeat(9));
    sandbox.file("cut.html.gz", &crate::sandbox::gzip(page("Bree").as_bytes())[..200]);
    for bad in ["empty.html", "large.html", "cut.html.gz"] {
        let ran = sandbox.dehusk(&["--max-bytes", "4K", "good.html", bad]);
        assert_eq!(ran.code, Some(1), "{bad}");
        assert!(ran.err.starts_with(&format!("dehusk: {bad}: ")), "{bad}: {}", ran.err);
        assert!(ran.out.contains("Bree"), "the good page is there all the same");
    }
}

#[test]
fn it_is_2_for_a_wrong_call() {
    let sandbox = Sandbox::new("exit_2_call");
    sandbox.file("a.html", page("Bree"));
    for args in [&["--formt", "text"][..], &["nowhere.html"], &["a.html", "-f", "docx"], &["a.html", "-j", "0"]] {
        let ran = sandbox.dehusk(args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.err.starts_with("dehusk: "), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{args:?}");
    }
}

#[test]
fn a_misspelt_option_is_put_right() {
    let ran = Sandbox::new("a_misspelt_option").dehusk(&["--formt", "text"]);
    assert!(ran.err.contains("'--format'"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn it_is_2_when_the_output_is_full() {
    let sandbox = Sandbox::new("exit_2_full");
    sandbox.file("a.html", page("Bree"));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has /dev/full");
    let to_stdout = ran(sandbox.command(["a.html"]).stdout(Stdio::from(full)).output().expect("dehusk runs"));
    let to_file = sandbox.dehusk(&["a.html", "-o", "/dev/full"]);
    for ran in [to_stdout, to_file] {
        assert_eq!(ran.code, Some(2));
        assert_eq!(ran.err.lines().count(), 1, "said once: {}", ran.err);
    }
}

#[test]
fn it_is_2_when_the_output_cannot_be_made() {
    let sandbox = Sandbox::new("exit_2_output");
    sandbox.file("pages/a.html", page("Bree")).file("taken", "").file("texts/a.txt/in-the-way", "");
    for output in ["taken", "taken/sub", "texts"] {
        let ran = sandbox.dehusk(&["pages", "-o", output]);
        assert_eq!(ran.code, Some(2), "{output}");
        assert!(ran.err.contains(output), "{output}: {}", ran.err);
    }
}

#[test]
fn a_closed_pipe_is_silent_and_0() {
    let sandbox = Sandbox::new("a_closed_pipe");
    for n in 0..200 {
        sandbox.file(format!("pages/{n:03}.html"), page("Bree"));
    }
    let mut child = sandbox.start(&["pages", "-q"]);
    assert!(read_some(&mut child, 10).starts_with(b"==> 000"));
    let ran = ran(child.wait_with_output().expect("dehusk ends"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn it_is_130_when_interrupted_and_nothing_half_written_stays() {
    let sandbox = Sandbox::new("exit_130");
    // Standard input stays open, so the run would wait for ever.
    let mut command = sandbox.command(["-", "-o", "a.txt"]);
    let child = command.stdin(Stdio::piped()).spawn().expect("dehusk runs");
    while sandbox.files("").is_empty() {
        std::thread::yield_now();
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let mut child = child;
    let stdin = child.stdin.take();
    let ran = ran(child.wait_with_output().expect("dehusk ends"));
    drop(stdin);
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    assert_eq!(sandbox.files(""), [""; 0]);
}

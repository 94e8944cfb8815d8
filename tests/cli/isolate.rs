//! Pages in processes of their own: whatever becomes of one, the run goes on and each page has its record.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use crate::sandbox::{Sandbox, page, ran, records};

fn many_pages(name: &str, count: usize) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for n in 0..count {
        let text = if n % 17 == 5 { String::new() } else { page(&format!("quay {n}")).repeat(1 + n % 7) };
        sandbox.file(format!("pages/{n}.html"), text);
    }
    sandbox.file("pages/cut.html.gz", [0x1f, 0x8b, 8, 0]);
    sandbox.file(
        "pages/noise.html",
        (0..9000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect::<Vec<_>>(),
    );
    sandbox
}

/// The processes that a run has started.
fn workers(run: &Child) -> Vec<String> {
    let is_child = |pid: &String| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(&run.id().to_string())
    };
    let all = fs::read_dir("/proc").expect("Linux has /proc").flatten();
    all.filter_map(|entry| entry.file_name().into_string().ok()).filter(is_child).collect()
}

/// Sends a signal to a worker of a run, so many times, each time after the page that the last one was at has been done:
/// one whose worker dies twice is given up.
fn signal(sandbox: &Sandbox, run: &mut Child, signal: &str, times: usize) -> usize {
    let written = || fs::metadata(sandbox.root.join("all.jsonl.part")).map_or(0, |meta| meta.len());
    let (mut sent, mut before) = (0, 0);
    while sent < times && run.try_wait().expect("it can be waited for").is_none() {
        if written() > before {
            if let Some(pid) = workers(run).first() {
                sent += usize::from(Command::new("kill").args([signal, pid]).status().is_ok_and(|s| s.success()));
            }
            // The pages in front of that one are written by now.
            std::thread::sleep(Duration::from_millis(50));
            before = written();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    sent
}

#[test]
fn the_output_is_the_same_in_one_process_and_in_many() {
    let sandbox = many_pages("in_one_process_and_in_many", 60);
    for args in [&["pages", "-f", "jsonl", "-j", "1"][..], &["pages", "-f", "markdown", "-j", "3"]] {
        let (here, apart) = (sandbox.dehusk(args), sandbox.dehusk(&[args, &["--isolate"]].concat()));
        assert_eq!(here.code, Some(1));
        let told = |err: &str| {
            err.lines().filter(|line| line.starts_with("dehusk: pages")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!((here.code, here.out == apart.out, told(&here.err)), (apart.code, true, told(&apart.err)));
    }
}

#[test]
fn workers_that_somebody_kills_cost_nothing() {
    let sandbox = many_pages("workers_that_somebody_kills", 250);
    let whole = sandbox.dehusk(&["pages", "-f", "jsonl", "-q"]).out;
    let mut run = sandbox.start(&["pages", "-o", "all.jsonl", "-q", "-j", "2", "--isolate"]);
    assert!(signal(&sandbox, &mut run, "-ABRT", 3) > 0, "no worker was killed");
    let ran = ran(run.wait_with_output().expect("dehusk ends"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(sandbox.read("all.jsonl") == whole, "the output is that of a run whose workers lived");
}

#[test]
fn a_page_that_hangs_is_given_up_and_the_others_are_done() {
    let sandbox = many_pages("a_page_that_hangs", 150);
    let mut run = sandbox.start(&["pages", "-o", "all.jsonl", "-q", "-j", "1", "--isolate", "--timeout", "1"]);
    assert!(signal(&sandbox, &mut run, "-STOP", 1) > 0, "no worker was stopped");
    let ran = ran(run.wait_with_output().expect("dehusk ends"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let records = records(&sandbox.read("all.jsonl"));
    assert_eq!(records.len(), 152);
    assert_eq!(records.iter().filter(|record| record["error"]["code"] == "clock").count(), 1);
}

#[test]
fn a_page_that_takes_all_memory_or_stack_is_one_record() {
    let sandbox = Sandbox::new("all_memory_or_stack");
    sandbox.file("pages/a.html", page("Bree")).file("pages/c.html", page("Archet"));
    sandbox.file("pages/b.html", page("Bree") + &"line<br>".repeat(400_000));
    let codes = |more: &[&str]| {
        let ran = sandbox.dehusk(&[&["pages", "-f", "jsonl", "-q", "--isolate"], more].concat());
        assert_eq!(ran.code, Some(1), "{more:?}: {}", ran.err);
        ran.records().iter().map(|r| r["error"]["code"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&["--max-memory", "40M"]), ["-", "memory", "-"]);
    assert_eq!(codes(&["--stack", "20K"]), ["stack"; 3]);
}

//! Pages in processes of their own: whatever becomes of one, the run goes on and each page has its record.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, getpid, kill_process, pidfd_open, set_child_subreaper};

use crate::sandbox::{Ran, Sandbox, page, ran};

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

/// A run that is given its pages one by one, in one process of its own.
struct Fed {
    child: Child,
    pages: ChildStdin,
    records: BufReader<ChildStdout>,
}

impl Fed {
    fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        // What is named is written at once.
        let call = [&["-", "-f", "jsonl", "-o", "/dev/stdout", "-j", "1", "--isolate"], args].concat();
        let mut child = sandbox.command(call).stdin(Stdio::piped()).spawn().expect("dehusk runs");
        let (pages, records) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Fed { child, pages, records: BufReader::new(records) }
    }

    /// The record of one page more.
    fn strip(&mut self, page: &str) -> serde_json::Value {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        self.write("response", &answer);
        // A reader is ahead of what it gives out.
        self.write("warcinfo", &" ".repeat(256 << 10));
        let mut line = String::new();
        self.records.read_line(&mut line).expect("it writes on");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    fn write(&mut self, kind: &str, block: &str) {
        let length = block.len();
        write!(self.pages, "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n")
            .expect("it reads on");
    }

    /// The processes that the run has started.
    fn workers(&self) -> Vec<Pid> {
        let is_child = |pid: &i32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(&self.child.id().to_string())
        };
        let all = fs::read_dir("/proc").expect("Linux has /proc").flatten();
        let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(is_child).filter_map(Pid::from_raw).collect()
    }

    fn end(self) -> Ran {
        drop(self.pages);
        ran(self.child.wait_with_output().expect("dehusk ends"))
    }
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
    let sandbox = Sandbox::new("workers_that_somebody_kills");
    let mut run = Fed::start(&sandbox, &[]);
    for n in 0..4 {
        let record = run.strip(&page(&format!("quay {n}")));
        assert!(record["error"].is_null(), "{record}");
        let [worker] = &*run.workers() else { panic!("one job at a time has one worker") };
        kill_process(*worker, Signal::ABORT).expect("a worker can be killed");
    }
    assert_eq!(run.end().code, Some(0));
}

#[test]
fn workers_end_with_the_run_whatever_they_are_at() {
    let sandbox = Sandbox::new("workers_end_with_the_run");
    let mut run = Fed::start(&sandbox, &[]);
    run.strip(&page("Bree"));
    let [worker] = &*run.workers() else { panic!("one job at a time has one worker") };
    let ended = pidfd_open(*worker, PidfdFlags::empty()).expect("it is there");
    // Who has lost its parent is a child of this process then: the system ends what is stopped and has none at all.
    set_child_subreaper(Some(getpid())).expect("Linux can");
    // It does nothing any more, not even see that nobody is there to read what it writes.
    kill_process(*worker, Signal::STOP).expect("it can be stopped");
    run.child.kill().expect("it can be killed");
    let minute = Timespec { tv_sec: 60, tv_nsec: 0 };
    let mut awaited = [PollFd::new(&ended, PollFlags::IN)];
    assert_eq!(poll(&mut awaited, Some(&minute)).expect("it can be waited for"), 1, "the worker goes on");
}

#[test]
fn the_system_ends_a_worker_that_no_check_stops() {
    let sandbox = Sandbox::new("the_system_ends_a_worker");
    let mut run = Fed::start(&sandbox, &["--timeout", "100"]);
    run.strip(&page("Bree"));
    let [worker] = &*run.workers() else { panic!("one job at a time has one worker") };
    let limits = fs::read_to_string(format!("/proc/{}/limits", worker.as_raw_nonzero())).expect("Linux tells");
    let cpu = limits.lines().find(|line| line.starts_with("Max cpu time")).expect("it is among them");
    let seconds: Vec<&str> = cpu.split_whitespace().skip(3).take(2).collect();
    assert!(matches!(seconds[0].parse(), Ok(200..=260)) && seconds[1] == "unlimited", "{cpu}");
    run.end();
}

#[test]
fn a_page_that_takes_too_much_cpu_time_is_one_record() {
    let sandbox = Sandbox::new("too_much_cpu_time");
    sandbox.file("pages/a.html", page("Bree")).file("pages/b.html", page("Archet"));
    for more in [&[][..], &["--isolate"]] {
        let ran = sandbox.dehusk(&[&["pages", "-f", "jsonl", "--timeout", "0"], more].concat());
        let codes: Vec<_> = ran.records().iter().map(|record| record["error"]["code"].clone()).collect();
        assert_eq!((ran.code, codes), (Some(1), vec!["cpu-time".into(); 2]), "{}", ran.err);
        assert!(ran.err.contains("it took more than 0 s of CPU time") && !ran.err.contains("panicked"), "{}", ran.err);
    }
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
    let ran = sandbox.dehusk(&["pages", "--isolate", "--max-memory", "31M"]);
    assert!(ran.code == Some(2) && ran.out.is_empty() && ran.err.contains("32M"), "{}", ran.err);
    assert_eq!(codes(&["--stack", "20K"]), ["stack"; 3]);
}

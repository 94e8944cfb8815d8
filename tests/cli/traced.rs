//! What a run asks of the system, as `strace` sees it.

#![cfg(target_os = "linux")]

use std::process::Command;

use crate::sandbox::{Sandbox, page, ran};

/// Calls that open, make, move or remove something by name, or reach the network.
const CALLS: &str = "trace=open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,\
                     symlinkat,truncate,chmod,fchmodat,utimensat,socket,connect";

#[test]
fn nothing_is_written_but_the_output_and_no_network_is_asked() {
    if !Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success()) {
        println!("SKIPPED: there is no strace, or it may not trace");
        return;
    }
    let sandbox = Sandbox::new("nothing_is_written_but_the_output");
    for n in 0..20 {
        sandbox.file(format!("pages/{n}.html"), page(&format!("quay {n}")));
    }
    for output in ["texts", "all.jsonl.gz"] {
        let dehusk = env!("CARGO_BIN_EXE_dehusk");
        let args = ["-f", "-qq", "-e", CALLS, "-o", "calls", dehusk, "pages", "-q", "-o", output, "-j", "2"];
        let mut command = Command::new("strace");
        command.args(args).current_dir(&sandbox.root).env("XDG_CONFIG_HOME", sandbox.root.join("config"));
        let ran = ran(command.output().expect("strace runs"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let calls = sandbox.read("calls");
        let asks = |call: &str| call.contains("socket(") || call.contains("connect(");
        let reads =
            |call: &str| call.contains("open") && !["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|f| call.contains(f));
        let is_output = |call: &str| call.contains(&format!("\"{output}")) || call.contains("\".dehusk-");
        let strange: Vec<&str> = calls
            .lines()
            // A call that another thread cut in two is named with all it asks in the first half.
            .filter(|call| call.contains('(') && !call.contains(" resumed>"))
            .filter(|call| asks(call) || !reads(call) && !is_output(call))
            .collect();
        assert!(calls.lines().any(is_output), "the trace has the output");
        assert_eq!(strange, [""; 0]);
    }
}

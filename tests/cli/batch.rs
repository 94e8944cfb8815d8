//! Promises of a run over many pages.

use crate::sandbox::{Sandbox, page};

/// A sandbox with many pages of different sizes, some of them faulty.
fn many_pages(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for n in 0..120 {
        let text = if n % 17 == 5 { String::new() } else { page(&format!("quay {n}")).repeat(1 + n % 7) };
        sandbox.file(format!("pages/{}/{n}.html", n % 5), text);
    }
    sandbox.file("pages/2/cut.html.gz", [0x1f, 0x8b, 8, 0]);
    sandbox
}

#[test]
fn the_output_is_the_same_for_any_number_of_jobs() {
    let sandbox = many_pages("any_number_of_jobs");
    let run = |jobs| sandbox.dehusk(&["pages", "-f", "jsonl", "-q", "-j", jobs]);
    let one = run("1");
    assert_eq!(one.code, Some(1));
    assert_eq!(one.records().len(), 121);
    for jobs in ["2", "3", "8"] {
        assert!(run(jobs).out == one.out, "{jobs} jobs give other bytes than one");
    }
}

#[test]
fn every_input_has_one_record_and_the_counts_add_up() {
    let sandbox = many_pages("the_counts_add_up");
    let ran = sandbox.dehusk(&["pages", "-o", "all.jsonl", "--report", "report.json"]);
    assert_eq!(ran.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&sandbox.read("report.json")).expect("it is JSON");
    let count = |key: &str| report[key].as_u64().unwrap_or_else(|| panic!("no {key} in {report}"));
    assert_eq!(count("pages"), 121);
    assert_eq!((count("ok"), count("empty"), count("refused"), count("failed")), (113, 7, 0, 1));
    assert_eq!(report["faults"]["truncated"], 1);
    assert_eq!(report["inputs_without_article"][0]["id"], "2/cut");
    assert_eq!(report["slowest"].as_array().map(Vec::len), Some(5));
    let largest: Vec<_> = report["largest"].as_array().expect("a list").iter().map(|p| p["bytes"].as_u64()).collect();
    assert!(largest.is_sorted_by(|a, b| a >= b), "{largest:?}");
    assert_eq!(sandbox.read("all.jsonl").lines().count(), 121);
}

#[test]
fn the_summary_is_for_several_inputs_and_not_for_the_quiet() {
    let sandbox = many_pages("the_summary");
    let ran = sandbox.dehusk(&["pages", "-o", "texts"]);
    assert!(ran.err.contains("113 ok (generic 113), 7 empty, 0 refused, 1 failed"), "{}", ran.err);
    assert_eq!(sandbox.dehusk(&["pages", "-o", "texts", "-q"]).err, "");
    assert_eq!(sandbox.dehusk(&["pages/0/0.html"]).err, "");
}

//! How much of the public site configs of Full-Text RSS survives the import. The samples are not in the repository;
//! where they are missing, that is said, and nothing is tested.

use std::path::PathBuf;

use dehusk::import::{Foreign, full_text_rss};
use dehusk::{Layer, RuleSet, RuleSource};

fn samples() -> Option<Vec<Foreign>> {
    let shared = std::env::var_os("DEHUSK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = shared.join("import-samples/ftr");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no samples in {}", folder.display());
        return None;
    };
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?.to_owned();
        Some(Foreign { name, text: String::from_utf8_lossy(&std::fs::read(&path).ok()?).into_owned() })
    };
    Some(entries.filter_map(read).collect())
}

#[test]
fn nearly_all_of_the_public_site_configs_are_converted() {
    let Some(samples) = samples() else { return };
    let import = full_text_rss(&samples);
    println!("{}", import.report);
    let totals = import.report.totals();
    assert!(totals.complete * 100 >= totals.files * 96, "{totals}");
    assert!(totals.lost * 100 <= totals.content_lines, "{totals}");
}

#[test]
fn what_the_public_site_configs_become_compiles() {
    let Some(samples) = samples() else { return };
    let import = full_text_rss(&samples);
    let source = |file: &dehusk::import::RuleText| RuleSource { name: file.name.clone(), text: file.text.clone() };
    let sources: Vec<RuleSource> = import.files.iter().map(source).collect();
    let count = sources.len();
    match RuleSet::compile([Layer::new("imported", sources)]) {
        Ok(rules) => assert_eq!(rules.len(), count),
        Err(errors) => panic!("{errors}"),
    }
}

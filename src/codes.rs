//! The one table of the names that stand in records, reports and errors, with what each means. No version of dehusk
//! changes the meaning of one.

/// A name that programs can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// What it is said of.
    pub of: CodeOf,
    /// The name: `rule-missed`, `too-many-bytes`.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// What a code is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CodeOf {
    /// By which rules an article was found: [`State`](crate::State).
    State,
    /// What a careful reader should know of an article: [`Warning`](crate::Warning).
    Warning,
    /// Why an input was refused by a limit or by what it is: nothing went wrong.
    Refusal,
    /// What went wrong with an input.
    Failure,
    /// Why an input has no record, which is no fault.
    LeftOut,
}

/// All codes, by what they are said of.
pub const CODES: &[Code] = &[
    state("rule", "A rule of the site said where the article is or what is none of it."),
    state("rule-missed", "The site has a rule, but its `content` found nothing: the generic layer found the article."),
    state("generic", "The site has no rule: the generic layer found the article."),
    state(
        "embedded",
        "The visible page has no article, or the site's rule wants no other: the text is what its structured data (JSON-LD) have.",
    ),
    warning(
        "rule-too-short",
        "The site's rule kept nothing, or a tenth of what the generic layer keeps at most: the text is the generic layer's.",
    ),
    warning("length-differs", "The rule's text differs wildly in length from what the generic layer would keep."),
    warning("no-article", "No text was found: the page is empty, built by a script, or no article."),
    warning("embedded-text", "The text is the `articleBody` of the page's JSON-LD, which no reader sees."),
    warning("incomplete", "The page has a part of the article: the rest is for subscribers or on another page."),
    warning("limited", "A limit changed the page on its way in, without refusing it."),
    warning("unended", "An element of the page had no end, and was given one."),
    refusal("too-many-bytes", "The page is larger than the limit, after decompression (`--max-bytes`)."),
    refusal("too-many-nodes", "The page's tree has more nodes than the limit (`--max-nodes`)."),
    refusal(
        "too-many-parse-steps",
        "The page's tags are nested so wildly that its tree takes more steps than the limit.",
    ),
    refusal(
        "too-many-rule-steps",
        "The selectors and regexes of a rule take more steps on the page than the limit (`--max-steps`).",
    ),
    refusal("stopped", "The caller's own check stopped the work on the page."),
    refusal("not-text", "It is no page: a PDF, a picture, random bytes."),
    refusal("not-a-file", "It is not a regular file."),
    refusal("nested", "It is compressed more than once."),
    refusal("revisit", "It is a WARC record that refers to the page of another."),
    refusal("segmented", "It is a part of a WARC record that goes on in others, which are not put together."),
    refusal("encoding", "Its `Content-Encoding`, or how its zip packs or encrypts it, is not supported."),
    refusal("no-html", "There is no page in it: a mail without HTML, a JSON line without the field (`--html-field`)."),
    refusal("no-json", "It is a line of JSON lines that is no object."),
    refusal("no-pages", "It is a folder without a page."),
    refusal("collision", "Its output would have the name of that of another input."),
    refusal("unsupported", "This dehusk was built without the feature that reads it."),
    failure("missing", "There is no such file or folder."),
    failure("no-match", "It is a pattern, and no file has such a name."),
    failure("truncated", "It ends too early: the end of an archive or of compressed data is missing."),
    failure("damaged", "Its compressed data does not fit its checksum or its format."),
    failure("bad-record", "It is a WARC record whose headers or length are wrong."),
    failure("vanished", "It was there when its folder was listed, and is gone."),
    failure("unreadable", "The system does not give it out."),
    failure("panicked", "dehusk failed on it, which is a defect of dehusk."),
    failure("cpu-time", "It took more CPU time than the limit (`--timeout`)."),
    left_out("link", "It is a symbolic link in a folder; those are not followed."),
    left_out("filtered(language)", "Its language is none of those that are wanted."),
    left_out("filtered(date)", "It has no date, or one before `--since` or after `--until`."),
    left_out("filtered(words)", "It has fewer words than are wanted."),
    left_out("filtered(confidence)", "Its confidence is lower than is wanted."),
    left_out("filtered(no-…)", "Its metadata do not have the field that is named here."),
];

const fn state(name: &'static str, meaning: &'static str) -> Code {
    Code { of: CodeOf::State, name, meaning }
}

const fn warning(name: &'static str, meaning: &'static str) -> Code {
    Code { of: CodeOf::Warning, name, meaning }
}

const fn refusal(name: &'static str, meaning: &'static str) -> Code {
    Code { of: CodeOf::Refusal, name, meaning }
}

const fn failure(name: &'static str, meaning: &'static str) -> Code {
    Code { of: CodeOf::Failure, name, meaning }
}

const fn left_out(name: &'static str, meaning: &'static str) -> Code {
    Code { of: CodeOf::LeftOut, name, meaning }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use regex::Regex;

    use super::{CODES, CodeOf};
    use crate::article::{State, Warning};

    /// Set to any value, the test that compares writes.
    const WRITE: &str = "DEHUSK_WRITE_CODES";

    fn named(of: &[CodeOf]) -> BTreeSet<String> {
        CODES.iter().filter(|code| of.contains(&code.of)).map(|code| code.name.to_owned()).collect()
    }

    /// The texts that the function `code` of a file gives.
    fn given(source: &str) -> BTreeSet<String> {
        let code = source.split("pub fn code(&self)").nth(1).expect("it has the function");
        let code = code.split("\n    }\n").next().expect("it has an end");
        let text = Regex::new(r#"=> "([a-z-]+)""#).expect("a regex");
        text.captures_iter(code).map(|found| found[1].to_owned()).collect()
    }

    #[test]
    fn every_state_warning_and_fault_has_its_row_and_no_row_is_of_nothing() {
        let states = State::ALL.map(|state| state.name().to_owned()).into();
        assert_eq!(named(&[CodeOf::State]), states);
        assert_eq!(named(&[CodeOf::Warning]), given(include_str!("article.rs")));
        let (refused, fault) = (include_str!("limits.rs"), include_str!("formats/fault.rs"));
        let filtered = |name: &String| name.starts_with("filtered(");
        let mut told = named(&[CodeOf::Refusal, CodeOf::Failure, CodeOf::LeftOut]);
        told.retain(|name| !filtered(name));
        assert_eq!(told, &given(refused) | &given(fault));
    }

    #[test]
    fn names_are_those_of_the_output() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.name());
        }
        let warning = Warning::Unended { what: "title".into(), line: 3 };
        for warning in [warning, Warning::NoArticle, Warning::EmbeddedText] {
            assert_eq!(serde_json::to_value(&warning).expect("a value")["code"], warning.code());
        }
    }

    #[cfg(feature = "formats")]
    #[test]
    fn a_fault_is_a_refusal_where_the_table_says_so() {
        use crate::formats::Fault;
        let faults = [
            Fault::NotAFile,
            Fault::Link,
            Fault::Missing,
            Fault::Dangling,
            Fault::NoMatch,
            Fault::NoPages { others: 3, links: 0, hidden: 1 },
            Fault::Nested,
            Fault::Truncated,
            Fault::Damaged,
            Fault::BadRecord,
            Fault::Revisit,
            Fault::Segmented,
            Fault::Encoding("compress".into()),
            Fault::Encrypted,
            Fault::Packing,
            Fault::NoHtml,
            Fault::NoField("html".into()),
            Fault::NoJson,
            Fault::Collision("a".into()),
            Fault::Again,
            Fault::Unsupported("parquet"),
            Fault::Vanished,
            Fault::Panicked(String::new()),
            Fault::TimedOut { seconds: 10 },
            Fault::Refused(crate::Refused::Stopped),
        ];
        for fault in faults {
            assert_eq!(fault.is_refusal(), named(&[CodeOf::Refusal]).contains(fault.code()), "{}", fault.code());
            assert_eq!(fault.is_left_out(), named(&[CodeOf::LeftOut]).contains(fault.code()), "{}", fault.code());
        }
    }

    #[test]
    fn the_document_of_codes_is_the_table() {
        let mut text = "# Codes\n\nNames in records, reports and errors that programs can rely on; `dehusk::CODES` in \
            Rust.\n"
            .to_owned();
        let heads = [
            (CodeOf::State, "By which rules an article was found", "state"),
            (CodeOf::Warning, "What a careful reader should know of an article", "warning"),
            (CodeOf::Refusal, "Why an input was refused", "error"),
            (CodeOf::Failure, "What went wrong with an input", "error"),
            (CodeOf::LeftOut, "Why an input has no record, which is no fault", "counted as"),
        ];
        for (of, head, column) in heads {
            text += &format!("\n## {head}\n\n| {column} | meaning |\n|---|---|\n");
            for code in CODES.iter().filter(|code| code.of == of) {
                text += &format!("| `{}` | {} |\n", code.name, code.meaning);
            }
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CODES.md");
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(&path, &text).expect("the document is written");
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == text, "docs/CODES.md is not the table: run the test with {WRITE}=1");
    }
}

//! Runs `rules/README.md`: every rule in it compiles, every page gives the text that is shown.

use dehusk::{Format, Layer, Page, RuleSet, RuleSource, Stripper};

/// A fenced block: what stands behind the fence, the line it starts at, its text.
struct Block<'t> {
    kind: &'t str,
    line: usize,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for (n, line) in markdown.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(kind) => {
                open = true;
                blocks.push(Block { kind, line: n + 1, text: String::new() });
            }
            None if open => {
                let text = &mut blocks.last_mut().expect("one is open").text;
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// The rules that are shown for the next page: the last one, and the files with a name before it.
#[derive(Default)]
struct Rules {
    own: Vec<RuleSource>,
    below: Vec<RuleSource>,
    is_complete: bool,
}

impl Rules {
    fn take(&mut self, block: &Block<'_>) {
        if std::mem::take(&mut self.is_complete) {
            *self = Rules::default();
        }
        match block.kind.strip_prefix("toml").expect("a rule").trim() {
            "" => {
                let has_hosts = block.text.lines().any(|line| line.starts_with("hosts"));
                let hosts = if has_hosts { "" } else { "hosts = ['example.org']\n" };
                let text = format!("{hosts}{}", block.text);
                self.own.push(RuleSource { name: "sites/example.toml".to_owned(), text });
                self.is_complete = true;
            }
            name => match name.strip_prefix("below/") {
                Some(name) => self.below.push(RuleSource { name: name.to_owned(), text: block.text.clone() }),
                None => self.own.push(RuleSource { name: name.to_owned(), text: block.text.clone() }),
            },
        }
    }

    fn compile(&self) -> Result<RuleSet, String> {
        let layers = [Layer::new("own", self.own.clone()), Layer::new("below", self.below.clone())];
        RuleSet::compile(layers).map_err(|errors| errors.to_string())
    }
}

#[test]
fn every_example_of_the_language_holds() {
    let blocks = blocks(include_str!("../rules/README.md"));
    let mut rules = Rules::default();
    let (mut compiled, mut pages, mut errors) = (0, 0, 0);
    for (at, block) in blocks.iter().enumerate() {
        let next = blocks.get(at + 1);
        match block.kind {
            kind if kind.starts_with("toml") => {
                rules.take(block);
                let is_wrong = next.is_some_and(|next| next.kind == "error");
                if rules.is_complete && !is_wrong {
                    rules.compile().unwrap_or_else(|errors| panic!("line {}:\n{errors}", block.line));
                    compiled += 1;
                }
            }
            "html" => {
                let expected = next.filter(|next| next.kind == "text").expect("a page is followed by its text");
                let stripper = Stripper::new(rules.compile().expect("compiled before"));
                let page = Page::new(block.text.as_bytes()).url("https://example.org/news/");
                let article = stripper.strip(&page).expect("within the limits");
                assert_eq!(article.render(Format::Text), expected.text, "line {}", block.line);
                pages += 1;
            }
            "error" => {
                let said = rules.compile().expect_err("an error is shown");
                assert_eq!(said.trim_end(), block.text.trim_end(), "line {}", block.line);
                errors += 1;
            }
            _ => {}
        }
    }
    assert!(compiled >= 12 && pages >= 9 && errors == 1, "{compiled} rules, {pages} pages, {errors} errors");
}

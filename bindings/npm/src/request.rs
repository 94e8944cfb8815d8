//! What is asked, as it is written, and what is told where that cannot be done.

use dehusk::{Format, Limits, Page, Policies, Prefer, RuleErrors};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// What is asked for.
#[derive(Deserialize)]
pub(crate) struct Request {
    pub(crate) call: Call,
    /// Whether the page is a text already, so that its encoding is not looked for.
    #[serde(default)]
    pub(crate) is_text: bool,
    /// What goes with the call, by the names that a caller knows.
    #[serde(default)]
    pub(crate) options: Map<String, Value>,
}

/// What can be asked for.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Call {
    /// A stripper that goes by some rules, for the calls that follow.
    Load,
    /// The article of a page, in JSON.
    Strip,
    /// The article of a page, in a format.
    Render,
    /// An article in JSON, in a format.
    Write,
    /// Why each text of a page is kept or dropped, in JSON or as a page for the browser.
    Explain,
    /// What is wrong with a rule that compiles: its tests are run, and its lines looked at.
    Check,
    /// What can be chosen, in JSON.
    Tables,
}

/// Why there is nothing of what was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// `strip("<p>", {urll: ""})`
    Usage(String),
    /// A page that breaks a limit.
    Refused(dehusk::Refused),
    /// Rules that are wrong.
    Rules(RuleErrors),
}

impl Request {
    pub(crate) fn read(json: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(json).map_err(|error| Failure::Usage(format!("a request that cannot be read: {error}")))
    }
}

impl Failure {
    pub(crate) fn to_json(&self) -> String {
        match self {
            Failure::Usage(message) => json!({ "kind": "usage", "message": message }),
            Failure::Refused(refused) => {
                json!({ "kind": "refused", "code": refused.code(), "message": refused.to_string() })
            }
            Failure::Rules(errors) => {
                json!({ "kind": "rules", "message": errors.to_string(), "errors": errors })
            }
        }
        .to_string()
    }
}

impl From<dehusk::Refused> for Failure {
    fn from(refused: dehusk::Refused) -> Self {
        Failure::Refused(refused)
    }
}

impl From<RuleErrors> for Failure {
    fn from(errors: RuleErrors) -> Self {
        Failure::Rules(errors)
    }
}

/// The options of a call, which are taken one after the other; what is left in the end is none.
pub(crate) struct Given {
    options: Map<String, Value>,
    known: Vec<String>,
}

impl Given {
    pub(crate) fn new(options: Map<String, Value>) -> Self {
        Given { options, known: Vec::new() }
    }

    /// An option; none where it is left out, `undefined` or `null`.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        self.known.push(name.to_owned());
        let value = self.options.remove(name).filter(|value| !value.is_null());
        let read = value.map(serde_json::from_value).transpose();
        read.map_err(|error| Failure::Usage(format!("the option `{name}`: {error}")))
    }

    /// An option that is one of some names.
    pub(crate) fn choice(&mut self, name: &str, known: &[&str]) -> Result<Option<String>, Failure> {
        let choice = self.take::<String>(name)?;
        match choice.as_deref().filter(|choice| !known.contains(choice)) {
            Some(choice) => {
                Err(Failure::Usage(format!("`{choice}` is none of the choices of `{name}`: {}", list(known))))
            }
            None => Ok(choice),
        }
    }

    /// What is known of the page.
    pub(crate) fn describe(&mut self, mut page: Page<'static>) -> Result<Page<'static>, Failure> {
        page.url = self.take("url")?;
        page.site = self.take("site")?;
        page.content_type = self.take("contentType")?;
        page.file_name = self.take("fileName")?;
        Ok(page)
    }

    /// The format, by its name or another one.
    pub(crate) fn format(&mut self, suits: Format) -> Result<Format, Failure> {
        let Some(name) = self.take::<String>("format")? else { return Ok(suits) };
        let known = || list(&Format::all().map(Format::name).collect::<Vec<_>>());
        name.parse().map_err(|_| Failure::Usage(format!("`{name}` is no format: {}", known())))
    }

    /// What is wanted of the article, where nothing is said what suits the format.
    pub(crate) fn policies(&mut self, format: Format) -> Result<Policies, Failure> {
        let mut policies = Policies::of(format);
        for row in Policies::TABLE {
            if let Some(choice) = self.choice(&in_camel_case(row.name), row.choices)? {
                row.choose(&mut policies, &choice).expect("it is one of the choices");
            }
        }
        Ok(policies)
    }

    /// Which of two faults weighs more.
    pub(crate) fn prefer(&mut self) -> Result<Prefer, Failure> {
        let names = Prefer::NAMES.iter().map(|row| row.0).collect::<Vec<_>>();
        let choice = self.choice("prefer", &names)?;
        Ok(choice.map_or_else(Prefer::default, |choice| choice.parse().expect("it is one of the choices")))
    }

    /// How much of the machine a page may use.
    pub(crate) fn limits(&mut self) -> Result<Limits, Failure> {
        let mut given = Given::new(self.take("limits")?.unwrap_or_default());
        let mut limits = Limits::default();
        for row in Limits::TABLE {
            if let Some(most) = given.take(&in_camel_case(row.name))? {
                row.set(&mut limits, most);
            }
        }
        given.finish("limits")?;
        Ok(limits)
    }

    /// Says so where an option is left that nobody took.
    pub(crate) fn finish(self, of: &str) -> Result<(), Failure> {
        let Some(name) = self.options.keys().next() else { return Ok(()) };
        let known = self.known.iter().map(String::as_str).collect::<Vec<_>>();
        Err(Failure::Usage(format!("`{of}` has no option `{name}`: {}", list(&known))))
    }
}

fn list(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("known are {}", known.join(", "))
}

/// `embedded_text` as JavaScript writes it: `embeddedText`.
pub(crate) fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

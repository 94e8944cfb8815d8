//! What a caller can ask for, by the library's own means.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;

use dehusk::check::Checker;
use dehusk::{
    Article, CODES, Form, Format, Layer, Limits, Options, Page, Policies, Policy, Prefer, RuleSet, RuleSource, Stripper,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::request::{Call, Failure, Given, Request, in_camel_case};

thread_local! {
    static STRIPPER: RefCell<Option<Stripper>> = const { RefCell::new(None) };
}

/// Does what is asked for: gives it in JSON or in a format.
pub(crate) fn call(request: Request, page: Vec<u8>) -> Result<String, Failure> {
    let Request { call, is_text, options } = request;
    let mut given = Given::new(options);
    match call {
        Call::Load => load(given),
        Call::Strip => {
            let format = given.format(Format::Json)?;
            let policies = given.policies(format)?;
            let (stripper, page) = prepared(&mut given, Options::default().policies(policies), page, is_text)?;
            given.finish("strip")?;
            Ok(stripper.strip_owned(page)?.render(Format::Json))
        }
        Call::Render => {
            let format = given.format(Format::Text)?;
            let (policies, form) = (given.policies(format)?, form(&mut given)?);
            let (stripper, page) = prepared(&mut given, Options::default().policies(policies), page, is_text)?;
            given.finish("render")?;
            Ok(stripper.strip_owned(page)?.write(format, &form))
        }
        Call::Write => {
            let (format, form) = (given.format(Format::Text)?, form(&mut given)?);
            given.finish("write")?;
            let article = serde_json::from_slice::<Article>(&page);
            let article = article.map_err(|error| Failure::Usage(format!("this is no article: {error}")))?;
            Ok(article.write(format, &form))
        }
        Call::Explain => {
            let as_page = given.choice("format", &["json", "html"])?.as_deref() == Some("html");
            let policies = given.policies(Format::Json)?;
            let (stripper, page) = prepared(&mut given, Options::default().policies(policies), page, is_text)?;
            given.finish("explain")?;
            let explanation = stripper.explain(&page)?;
            Ok(if as_page { explanation.to_html() } else { to_json(&explanation) })
        }
        Call::Check => check(given),
        Call::Tables => {
            given.finish("tables")?;
            Ok(tables().to_string())
        }
    }
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

/// The stripper with the options that are given, and the page with what is known of it.
fn prepared(
    given: &mut Given,
    options: Options,
    page: Vec<u8>,
    is_text: bool,
) -> Result<(Stripper, Page<'static>), Failure> {
    let page = if is_text { Page::text(String::from_utf8_lossy(&page).into_owned()) } else { Page::new(page) };
    let page = given.describe(page)?;
    let site_rules = given.take("siteRules")?.unwrap_or(true);
    let options = options.site_rules(site_rules).prefer(given.prefer()?).limits(given.limits()?);
    let stripper = STRIPPER.with_borrow(|stripper| stripper.as_ref().map(|stripper| stripper.with_options(options)));
    Ok((stripper.ok_or_else(|| Failure::Usage("no rules were loaded".to_owned()))?, page))
}

fn form(given: &mut Given) -> Result<Form, Failure> {
    let (front_matter, fragment) = (given.take("frontMatter")?, given.take("fragment")?);
    Ok(Form::default().front_matter(front_matter.unwrap_or(false)).fragment(fragment.unwrap_or(false)))
}

/// The rule files that a caller gives, a name and a text each, before those that ship.
fn rules(given: &mut Given, is_builtin: bool) -> Result<RuleSet, Failure> {
    let files = given.take::<Vec<(String, String)>>("rules")?.unwrap_or_default();
    // Those that ship are found once.
    if files.is_empty() {
        return Ok(if is_builtin { RuleSet::builtin() } else { RuleSet::empty() });
    }
    let sources = files.into_iter().map(|(name, text)| RuleSource { name, text });
    let own = Layer::new("rules", sources.collect()).own();
    Ok(RuleSet::compile([own].into_iter().chain(is_builtin.then(Layer::builtin)))?)
}

fn load(mut given: Given) -> Result<String, Failure> {
    let is_builtin = given.take("builtinRules")?.unwrap_or(true);
    let rules = rules(&mut given, is_builtin)?;
    given.finish("load")?;
    STRIPPER.set(Some(Stripper::new(rules)));
    Ok("null".to_owned())
}

fn check(mut given: Given) -> Result<String, Failure> {
    let rules = rules(&mut given, true)?;
    let pages = given.take::<HashMap<String, String>>("pages")?.unwrap_or_default();
    given.finish("check")?;
    let checker = Checker::new(&rules, |_| true);
    let checked = checker.finish(&mut |_, page| match pages.get(page) {
        Some(html) => Ok(html.clone().into_bytes()),
        None => Err(io::Error::new(io::ErrorKind::NotFound, "it is none of the `pages`")),
    });
    Ok(to_json(&checked))
}

/// What can be chosen, by the names that a caller knows.
fn tables() -> Value {
    let formats: Vec<&str> = Format::all().map(Format::name).collect();
    let chosen = |row: &Policy| {
        let chosen = Format::all().map(|format| (format.name().to_owned(), row.chosen(&Policies::of(format)).into()));
        chosen.collect::<Map<String, Value>>()
    };
    let policies = Policies::TABLE.iter().map(|row| {
        let known = json!({ "choices": row.choices, "chosen": chosen(row), "help": row.help() });
        (in_camel_case(row.name), known)
    });
    let limits = Limits::TABLE.iter().map(|row| (in_camel_case(row.name), row.of(&Limits::default()).into()));
    let codes = CODES.iter().map(|code| (code.name.to_owned(), code.meaning.into()));
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "builtinRules": Layer::builtin_hash(),
        "formats": formats,
        "prefer": Prefer::NAMES.iter().map(|row| row.0).collect::<Vec<_>>(),
        "policies": policies.collect::<Map<_, _>>(),
        "limits": limits.collect::<Map<_, _>>(),
        "codes": codes.collect::<Map<_, _>>(),
    })
}

//! What `dehusk explain --format html` writes and what `dehusk rules teach` gives out, opened in a real browser: Debian's
//! `chromium` and `chromium-driver`.
//!
//! On a machine without them the tests say that they were skipped; where DEHUSK_BROWSER is set, they fail.

mod driver;
mod studio;

use std::fs;
use std::path::{Path, PathBuf};

use dehusk::{Explanation, Layer, Page, RuleSet, RuleSource, Stripper};
use driver::Browser;
use serde_json::{Value, json};

const RULE: &str = r#"
schema = 1
hosts = ["harbour.example"]
content = ["article"]
drop = [".share"]
"#;

/// A page that is kept and dropped by a rule and by the generic layer.
const QUIET: &str = r#"<!doctype html><html lang=ja><title>静かな港</title><nav><a href=/>ホーム</a></nav>
<article><h1>静かな港</h1><p>港長によると、今朝の連絡船は時間どおりに着き、赤い灯台がいつ塗り直されたのかを覚えている人は誰もいなかった。</p>
<p class=share>共有する</p><p>دفتر الميناء مغلق منذ الصباح، وقال المدير إن السفن الكبيرة لن تعود قبل الربيع.</p></article>
<footer>© 2026 Harbour</footer>"#;

/// A page whose texts would be markup, if they were let.
const HOSTILE: &str = r#"<!doctype html><html lang='en" onload="owned=1'>
<title>&lt;/title>&lt;script>window.owned=1&lt;/script> "quoted"</title>
<link rel=canonical href="https://harbour.example/'&quot;&gt;&lt;img src=x onerror=owned=1&gt;">
<meta name=author content="&lt;img src=x onerror=window.owned=1&gt;">
<article><p>&lt;script>window.owned = 1&lt;/script> is a text, and so is &lt;img src="https://example.org/x.png" onerror="window.owned = 1">.</p>
<p>&lt;/style>&lt;/p>&lt;/main>&lt;style>.kept { display: none }&lt;/style> &amp;lt; stays as it is, &#x202e; and turns nothing around.</p>
<p>Averylongwordwithoutanyplacetobreakitaveryl0ngwordwithoutanyplacetobreakitaverylongwordwithoutanyplacetobreakitaverylongword</p>
<p class=share>&lt;/div>&lt;a href="javascript:window.owned=1">Share&lt;/a></p></article>"#;

fn explained(html: &str) -> Explanation {
    let rule = RuleSource { name: "<b>harbour</b>.example.toml".into(), text: RULE.into() };
    let rules = RuleSet::compile([Layer::new("mine", vec![rule])]).expect("the rule is sound");
    let page = Page::new(html.as_bytes()).url("https://harbour.example/2026/quiet");
    Stripper::new(rules).explain(&page).expect("the page is small")
}

/// A browser in which the explanation of a page is open, if there is a browser.
fn opened(name: &str, explanation: &Explanation) -> Option<Browser> {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let path = folder.join("explained.html");
    fs::write(&path, explanation.to_html()).expect("the file can be written");
    let browser = Browser::start(&folder.join("profile"))?;
    browser.open(&path);
    Some(browser)
}

/// The texts that the page shows, each with the sign of its fate.
fn shown(browser: &Browser) -> Vec<String> {
    let texts = browser.run(
        "return [...document.querySelectorAll('.texts p')].filter(p => p.offsetParent).map(p => \
         (p.closest('.run').classList.contains('kept') ? '+ ' : '- ') + p.textContent)",
    );
    serde_json::from_value(texts).expect("a list of texts")
}

fn expected(explanation: &Explanation, is_shown: impl Fn(bool) -> bool) -> Vec<String> {
    let shown = explanation.texts.iter().filter(|text| is_shown(text.kept));
    shown.map(|text| format!("{} {}", if text.kept { '+' } else { '-' }, text.text)).collect()
}

#[test]
fn all_texts_stand_in_order_each_with_its_reason() {
    let explanation = explained(QUIET);
    let Some(browser) = opened("all_texts", &explanation) else { return };
    assert_eq!(shown(&browser), expected(&explanation, |_| true));
    let reasons = browser.run(
        "return [...document.querySelectorAll('.texts p')].map(p => p.closest('.run').querySelector('.reason').innerText)",
    );
    for (reason, text) in reasons.as_array().expect("a list").iter().zip(&explanation.texts) {
        let reason = reason.as_str().expect("a text");
        assert!(text.reason.to_string().ends_with(reason) || text.reason.to_string().contains(" likely, "), "{reason}");
        assert!(!reason.trim().is_empty());
    }
    let whole = browser.run("return document.body.innerText");
    let whole = whole.as_str().expect("a text");
    for part in ["the rule of its site", "<b>harbour</b>.example.toml:5 drop .share", "harbour.example by", "UTF-8 by"]
    {
        assert!(whole.contains(part), "no {part:?} in {whole}");
    }
    let title = browser.run("return [document.title, document.querySelector('h1').innerText]");
    assert_eq!(title, json!(["静かな港 · dehusk explain", "静かな港"]));
}

#[test]
fn the_switches_show_what_is_kept_or_what_is_dropped_by_mouse_and_by_key() {
    let explanation = explained(QUIET);
    let Some(browser) = opened("the_switches", &explanation) else { return };
    browser.click("label[for=show-kept]");
    assert_eq!(shown(&browser), expected(&explanation, |kept| kept));
    browser.press('\u{e014}');
    assert_eq!(shown(&browser), expected(&explanation, |kept| !kept));
    browser.click("label[for=show-all]");
    assert_eq!(shown(&browser), expected(&explanation, |_| true));
}

#[test]
fn nothing_that_a_page_says_is_more_than_text() {
    let explanation = explained(HOSTILE);
    let Some(browser) = opened("nothing_that_a_page_says", &explanation) else { return };
    assert_eq!(shown(&browser), expected(&explanation, |_| true));
    let found = browser.run(
        "return [window.owned ?? null, document.querySelectorAll('script, img, link, iframe, b').length, \
         document.querySelectorAll('style').length, performance.getEntriesByType('resource').length, \
         [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => a.name.startsWith('on')).length, \
         [...document.links].filter(a => !a.getAttribute('href').startsWith('#run-')).length]",
    );
    assert_eq!(found, json!([null, 0, 1, 0, 0, 0]));
}

/// The lowest contrast of a text to what is behind it, by WCAG 2.
const LOWEST_CONTRAST: &str = "
    const channels = color => {
        const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let e = element; e; e = e.parentElement) {
            const color = channels(getComputedStyle(e).backgroundColor);
            if (color[3] === 255) return color;
        }
    };
    const texts = [...document.querySelectorAll('body *')].filter(e => e.offsetParent
        && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
    return Math.min(...texts.map(e => {
        const [a, b] = [light(channels(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => b - a);
        return (a + 0.05) / (b + 0.05);
    }));";

#[test]
fn it_can_be_read_in_the_light_and_in_the_dark() {
    let Some(browser) = opened("light_and_dark", &explained(QUIET)) else { return };
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        browser.chrome("Emulation.setEmulatedMedia", &json!({"features": [feature]}));
        papers.push(browser.run("return getComputedStyle(document.body).backgroundColor"));
        browser.run("document.querySelector('details').open = true");
        let contrast = browser.run(LOWEST_CONTRAST).as_f64().unwrap_or_default();
        assert!(contrast >= 4.5, "{scheme}: {contrast}");
    }
    assert_ne!(papers[0], papers[1]);
}

#[test]
fn it_fits_a_narrow_screen_and_each_switch_has_a_name() {
    let Some(browser) = opened("narrow", &explained(HOSTILE)) else { return };
    let metrics = json!({"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false});
    browser.chrome("Emulation.setDeviceMetricsOverride", &metrics);
    let fits =
        browser.run("return innerWidth === 320 && document.body.scrollWidth <= document.documentElement.clientWidth");
    assert_eq!(fits, true);
    let names =
        browser.run("return [...document.querySelectorAll('input')].map(i => i.labels[0].innerText.split(' ')[0])");
    assert_eq!(names, json!(["All", "Kept", "Dropped"]));
    assert_eq!(browser.run("return document.querySelectorAll('h1, main, nav, header').length"), Value::from(4));
}

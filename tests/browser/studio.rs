//! The rule author's page, from the call of the command line to the rule that it writes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::LOWEST_CONTRAST;
use super::driver::Browser;

/// The paragraphs of an article, and what stands between them: a quotation from it, an invitation, other news.
struct News {
    name: &'static str,
    title: &'static str,
    article: [&'static str; 3],
    husk: [&'static str; 3],
}

const NEWS: [News; 3] = [
    News {
        name: "crane",
        title: "The old crane has a new owner",
        article: [
            "The crane at the eastern pier, long written off by the town, was sold on Wednesday to a woman who means to live \
             in it, as soon as she has found out how to heat it.",
            "She has bought two chairs and a stove. “The view is worth the stairs,” said the new owner, an engineer from the \
             larger island, who climbed them three times on the first day alone.",
            "The town keeps the right to hang a flag on it at the feast of the boats, and the gulls, which have nested in the \
             cabin for eleven years, keep the cabin until the end of the summer.",
        ],
        husk: [
            "“The view is worth the stairs.”",
            "Gazette readers climb the crane with its owner in May: reserve a place at the harbour office.",
            "Earlier this week the council had put off its vote on the crane for the fourth year in a row, as we reported then.",
        ],
    },
    News {
        name: "ferry",
        title: "Ferry returns after six weeks",
        article: [
            "The ferry that links the two islands took up its service again on Monday, after six weeks in the yard, and half \
             of the smaller island stood on the quay to see it come in.",
            "Its captain, who has steered it for thirty years, said that the new engine was quieter than any before it. “I \
             can hear the gulls now,” she said. “I am not sure that I like it.”",
            "The crossing still takes forty minutes. The fare, which the council had meant to raise, stays as it was until \
             the spring, when the old pier is to be widened for lorries.",
        ],
        husk: [
            "“I can hear the gulls now.”",
            "Gazette readers are walking the old pier with us on Sunday: reserve a place at the harbour office.",
            "Earlier this year the yard had said that the engine could not be mended before the summer, as we reported then.",
        ],
    },
    News {
        name: "lamp",
        title: "Lighthouse to be painted red",
        article: [
            "The lighthouse at the northern end of the bay is to be painted red again, as it was until the year of the long \
             frost, the council decided on Tuesday night by a single vote.",
            "Nobody on the council could say who had painted it white. “It was white when I came,” said the keeper, who has \
             lived below the lamp since he was nineteen. “One gets used to it.”",
            "The paint alone will cost as much as the new school bus, and the work must be done before the autumn storms, \
             when no ladder stands at the tower for longer than an hour.",
        ],
        husk: [
            "“One gets used to it.”",
            "Gazette readers meet the keeper at the lamp on Friday: reserve a place at the harbour office.",
            "Earlier the keeper had asked for a new lamp, and been told to wait until the old one went out, as we reported then.",
        ],
    },
];

impl News {
    fn html(&self) -> String {
        let News { name, title, article: [one, two, three], husk: [quote, walk, before] } = self;
        format!(
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} – The Harbour Gazette</title>\
             <link rel=canonical href=https://www.gazette.example/news/{name}>\
             <meta property=og:site_name content='The Harbour Gazette'>\
             <meta property=article:published_time content=2026-11-16T08:30:00Z></head>\
             <body><header class=site-head><a href=/>The Harbour Gazette</a> <a href=/live class=radio>Listen Live</a>\
             <nav><a href=/news>News</a> <a href=/tides>Tides</a> <a href=/jobs>Jobs</a></nav></header>\
             <div class=story><h1>{title}</h1><p class=story__byline>By <a rel=author href=/people/quill>Ada Quill</a>, \
             harbour correspondent</p><div class=story__text><p>{one}</p><p>{two}</p>\
             <p class='story__pull css-1x2abcd'>{quote}</p><p class=story__before>{before}</p><p>{three}</p>\
             <p class='story__more mt-4'>{walk}</p></div></div>\
             <section class=talk><h2>Discussion</h2><p>Please keep to our <a href=/rules>Community standards</a>.</p>\
             </section><footer>© The Harbour Gazette. All rights reserved.</footer></body></html>"
        )
    }

    fn text(&self) -> String {
        self.article.join("\n\n")
    }
}

/// A folder of its own, and `dehusk rules teach` that answers there. It ends with the value.
struct Studio {
    folder: PathBuf,
    process: Child,
    address: String,
}

impl Studio {
    fn start(name: &str, pages: &[(&str, String)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("studio").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("pages")).expect("the folder can be made");
        for (name, html) in pages {
            fs::write(folder.join(format!("pages/{name}.html")), html).expect("the page can be written");
        }
        let mut process =
            dehusk(&folder, &["rules", "teach", "pages"]).stdout(Stdio::piped()).spawn().expect("dehusk runs");
        let mut address = String::new();
        let mut out = BufReader::new(process.stdout.take().expect("it was piped"));
        out.read_line(&mut address).expect("it says where it answers");
        Studio { folder, process, address: address.trim().to_owned() }
    }

    /// A browser that shows the page, if there is a browser.
    fn browser(&self, width: u32, height: u32) -> Option<Browser> {
        let browser = Browser::start(&self.folder.join("profile"))?;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.chrome("Emulation.setDeviceMetricsOverride", &metrics);
        browser.go(&self.address);
        browser.wait_for("return document.querySelectorAll('#lines p').length > 0");
        Some(browser)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What `dehusk` prints.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let done = dehusk(&self.folder, args).output().expect("dehusk runs");
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `dehusk` in a folder, without the rules and the configuration of the machine.
fn dehusk(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dehusk"));
    command.args(args).current_dir(folder).env_remove("DEHUSK_RULES").env("XDG_CONFIG_HOME", folder.join("config"));
    command.stderr(Stdio::null());
    command
}

fn gazette(name: &str) -> Studio {
    Studio::start(name, &NEWS.each_ref().map(|news| (news.name, news.html())))
}

/// Clicks on a text of the saved page.
fn point_at(browser: &Browser, text: &str) {
    let place = browser.run(&format!(
        "const frame = document.getElementById('frame'), text = {};
         const found = [...frame.contentDocument.querySelectorAll('d-t')].find(it => it.textContent.includes(text));
         const scroll = document.getElementById('scroll');
         scroll.scrollTop = Math.max(0, found.getBoundingClientRect().top - scroll.clientHeight / 2);
         const [outer, inner] = [frame, found].map(it => it.getBoundingClientRect());
         return [outer.left + inner.left + 12, outer.top + inner.top + 8];",
        json!(text)
    ));
    let at = |n: usize| place[n].as_f64().expect("a number");
    browser.click_at(at(0), at(1));
}

/// Takes the first line that is offered, when it is this one.
fn take(browser: &Browser, line: &str) {
    let offered = browser.wait_for("return document.querySelector('.offer code')?.textContent");
    assert_eq!(offered, json!(line));
    browser.click(".offer .take");
    browser.wait_for("return document.getElementById('pointed').hidden");
}

#[test]
fn a_site_is_added_by_eight_clicks() {
    let studio = gazette("eight_clicks");
    let Some(browser) = studio.browser(1400, 900) else { return };
    // The first page, its article, and the rule that `learn` begins with.
    let first = browser.run("return document.querySelector('#lines p').textContent");
    assert_eq!(first, json!(NEWS[0].article[0]));
    let rule = browser.run("return document.getElementById('toml').value");
    assert!(rule.as_str().is_some_and(|rule| rule.contains("hosts   = [\"gazette.example\"]")), "{rule}");
    for (text, line) in NEWS[0].husk.iter().zip(["drop `.story__pull`", "drop `.story__more`", "drop `.story__before`"])
    {
        point_at(&browser, text);
        take(&browser, line);
    }
    browser.wait_for("return document.querySelectorAll('#lines p').length === 3");
    let lights = browser.run("return [...document.querySelectorAll('#pages .light')].map(it => it.textContent)");
    assert_eq!(lights, json!(["▲", "○", "○"]));
    assert!(!studio.folder.join("my-rules").exists(), "nothing is written before it is saved");
    browser.click("#save");
    browser.wait_for("return document.getElementById('preview').open");
    let warnings = browser.run("return [...document.querySelectorAll('#preview .warning')].map(it => it.textContent)");
    assert_eq!(warnings, json!([]));
    browser.click("#write");
    browser.wait_for("return document.getElementById('preview-title').textContent === 'Written'");

    let rule = studio.read("my-rules/gazette.example.toml");
    let checked = studio.run(&["rules", "check", "my-rules"]);
    assert_eq!(checked, (Some(0), "1 rule, 1 test, 0 problems\n".to_owned()), "{rule}");
    assert_eq!(studio.read("my-rules/gazette.example/right/crane.txt").trim_end(), NEWS[0].text());
    for news in &NEWS {
        let page = format!("pages/{}.html", news.name);
        let (_, text) = studio.run(&["--rules", "my-rules", &page]);
        assert_eq!(text.trim_end(), news.text(), "{page}");
    }
}

#[test]
fn a_step_is_taken_back_and_a_rule_that_is_wrong_is_told_at_its_line() {
    let studio = gazette("steps");
    let Some(browser) = studio.browser(1400, 900) else { return };
    let lines = "return document.querySelectorAll('#lines p').length";
    assert_eq!(browser.run(lines), json!(6));
    point_at(&browser, NEWS[0].husk[1]);
    take(&browser, "drop `.story__more`");
    browser.wait_for("return document.querySelectorAll('#lines p').length === 5");
    let changes = browser.run("return [...document.querySelectorAll('#changes del')].map(it => it.textContent)");
    assert_eq!(changes, json!(NEWS.each_ref().map(|news| format!("− {}", news.husk[1]))));
    browser.click("#undo");
    browser.wait_for("return document.querySelectorAll('#lines p').length === 6");
    browser.click("#redo");
    browser.wait_for("return document.querySelectorAll('#lines p').length === 5");
    browser.run(
        "const area = document.getElementById('toml');
         area.value = 'schema = 2\\nhosts = [\"gazette.example\"]\\ndrop = [\"div[\"]\\n';
         area.dispatchEvent(new Event('input'));",
    );
    browser.wait_for("return document.querySelector('#errors .error')");
    let told = browser.run(
        "return [document.querySelector('#errors .error').textContent, \
         [...document.querySelectorAll('#gutter .error')].map(it => it.textContent.trim()), \
         document.getElementById('status').textContent]",
    );
    assert!(
        told[0].as_str().is_some_and(|told| told.starts_with("error in line 3: this `[` is never closed")),
        "{told}"
    );
    assert_eq!((&told[1], &told[2]), (&json!(["▸3"]), &json!("the rule has 1 error: the pages are as before it")));
}

#[test]
fn several_texts_are_pointed_at_and_parts_have_roles() {
    let studio = gazette("roles");
    let Some(browser) = studio.browser(1400, 900) else { return };
    point_at(&browser, NEWS[0].husk[1]);
    browser.wait_for("return document.querySelector('.offer .take')");
    browser.run(
        "const part = document.getElementById('part'); part.value = 'note'; part.dispatchEvent(new Event('change'));",
    );
    let offered = "return document.querySelector('.offer code')?.textContent";
    browser.wait_for(&format!("{} === 'note `.story__more`'", offered));
    // The element around is the whole text; the one inside is the note again.
    let element = "return document.getElementById('element').textContent";
    browser.click("#around");
    browser.wait_for(&format!("{element} === 'div.story__text'"));
    browser.click("#inside");
    browser.wait_for(&format!("{element} === 'p.story__more.mt-4'"));
    take(&browser, "note `.story__more`");
    let aside = "document.getElementById('frame').contentDocument.querySelectorAll('d-t[data-s=n]').length";
    browser.wait_for(&format!("return {aside} === 1"));
    // From the quotation to the news before it, both are husk.
    point_at(&browser, NEWS[0].husk[0]);
    browser.wait_for("return document.querySelector('.offer .take')");
    browser.run(&format!(
        "const frame = document.getElementById('frame'), pane = document.getElementById('pane');
         const found = [...frame.contentDocument.querySelectorAll('d-t')].find(it => it.textContent === {});
         const [outer, inner] = [pane, found].map(it => it.getBoundingClientRect());
         const place = {{ clientX: outer.left + inner.left + 9, clientY: outer.top + inner.top + 9, bubbles: true }};
         pane.dispatchEvent(new MouseEvent('click', {{ ...place, shiftKey: true }}));",
        json!(NEWS[0].husk[2])
    ));
    browser.wait_for("return document.getElementById('solve').textContent === 'Solve 2 marks'");
    browser.click("#solve");
    take(&browser, "drop `.story__before`, drop `.story__pull`");
    let lines = browser.wait_for("const lines = document.querySelectorAll('#lines p'); return lines.length === 4");
    assert_eq!(lines, json!(true));
}

#[test]
fn it_is_used_by_keys_alone() {
    let studio = gazette("keys");
    let Some(browser) = studio.browser(1400, 900) else { return };
    const TAB: char = '\u{e004}';
    const ENTER: char = '\u{e007}';
    const DOWN: char = '\u{e015}';
    for _ in 0..20 {
        browser.press(TAB);
        if browser.run("return document.activeElement.id") == json!("lines") {
            break;
        }
    }
    assert_eq!(browser.run("return document.activeElement.id"), json!("lines"));
    for _ in 0..3 {
        browser.press(DOWN);
    }
    let at = browser.run("return document.querySelector('#lines .cursor').textContent");
    assert_eq!(at, json!(NEWS[0].husk[0]));
    browser.press(ENTER);
    browser.wait_for("return document.querySelector('.offer .take')");
    let said = browser.run("return document.querySelector('[data-part=husk]').getAttribute('aria-pressed')");
    assert_eq!(said, json!("true"));
    browser.press('1');
    browser.wait_for("return document.querySelectorAll('#lines p').length === 5");
    browser.press('u');
    browser.wait_for("return document.querySelectorAll('#lines p').length === 6");
    browser.press_control('s');
    browser.wait_for("return document.getElementById('preview').open");
}

#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten() {
    let studio = gazette("changed");
    let Some(browser) = studio.browser(1400, 900) else { return };
    point_at(&browser, NEWS[0].husk[1]);
    take(&browser, "drop `.story__more`");
    browser.click("#save");
    browser.wait_for("return document.getElementById('preview').open");
    fs::create_dir_all(studio.folder.join("my-rules")).expect("a folder");
    fs::write(studio.folder.join("my-rules/gazette.example.toml"), "# Somebody else's.\n").expect("a file");
    browser.click("#write");
    let told = browser.wait_for("return document.querySelector('#preview [role=alert]')?.textContent");
    assert!(told.as_str().is_some_and(|told| told.contains("has changed on disk since you looked")), "{told}");
    assert_eq!(studio.read("my-rules/gazette.example.toml"), "# Somebody else's.\n");
}

/// Elements that speak to `PORT` or run a script, if they are let: each of them a way in which pages do that.
const TRICKS: [&str; 32] = [
    "<script>top.owned = 1; fetch('http://127.0.0.1:PORT/1')</script>",
    "<script src=http://127.0.0.1:PORT/2></script>",
    "<img src=http://127.0.0.1:PORT/3 onerror='top.owned = 1'>",
    "<img src=x onerror=\"parent.owned = 1; fetch('http://127.0.0.1:PORT/4')\">",
    "<img srcset='http://127.0.0.1:PORT/5 1x'>",
    "<picture><source srcset=http://127.0.0.1:PORT/6><img></picture>",
    "<link rel=stylesheet href=http://127.0.0.1:PORT/7>",
    "<link rel=prefetch href=http://127.0.0.1:PORT/8><link rel=preconnect href=http://127.0.0.1:PORT>",
    "<link rel=icon href=http://127.0.0.1:PORT/9><link rel=preload as=image href=http://127.0.0.1:PORT/9b>",
    "<style>@import 'http://127.0.0.1:PORT/10'; body { background: url(http://127.0.0.1:PORT/10b) }</style>",
    "<style>@font-face { font-family: x; src: url(http://127.0.0.1:PORT/11) } * { font-family: x }</style>",
    "<p style='background: url(http://127.0.0.1:PORT/12)'>x",
    "<p style='background: \\75 rl(http://127.0.0.1:PORT/13)'>x",
    "<p style='background: image-set(\"http://127.0.0.1:PORT/14\" 1x)'>x",
    "<ul style='list-style: url(http://127.0.0.1:PORT/15)'><li>x</ul>",
    "<table background=http://127.0.0.1:PORT/16><tr><td background=http://127.0.0.1:PORT/16b>x</table>",
    "<iframe src=http://127.0.0.1:PORT/17></iframe><frame src=http://127.0.0.1:PORT/17b>",
    "<iframe srcdoc=\"<img src=http://127.0.0.1:PORT/18><script>top.owned = 1</script>\"></iframe>",
    "<object data=http://127.0.0.1:PORT/19></object><embed src=http://127.0.0.1:PORT/19b>",
    "<video src=http://127.0.0.1:PORT/20 poster=http://127.0.0.1:PORT/20b autoplay></video>",
    "<audio src=http://127.0.0.1:PORT/21 autoplay></audio><video><track default src=http://127.0.0.1:PORT/21b></video>",
    "<svg><image href=http://127.0.0.1:PORT/22 /><use href=http://127.0.0.1:PORT/22b#a /></svg>",
    "<svg onload='top.owned = 1'><script>top.owned = 1</script></svg>",
    "<svg><style>@import 'http://127.0.0.1:PORT/23'</style><foreignObject><img src=http://127.0.0.1:PORT/23b></foreignObject></svg>",
    "<base href=http://127.0.0.1:PORT/><img src=24>",
    "<meta http-equiv=refresh content='0; url=http://127.0.0.1:PORT/25'>",
    "<form action=http://127.0.0.1:PORT/26><input type=image src=http://127.0.0.1:PORT/26b autofocus onfocus='top.owned = 1'></form>",
    "<a href=http://127.0.0.1:PORT/27 ping=http://127.0.0.1:PORT/27b>x</a><a href='javascript:top.owned = 1'>y</a>",
    "<details open ontoggle='top.owned = 1'><summary>x</summary></details><p onmouseover='top.owned = 1'>y",
    "<p>&lt;/d-t>&lt;script>top.owned = 1&lt;/script>&lt;img src=http://127.0.0.1:PORT/28>",
    "<p title='\"><img src=http://127.0.0.1:PORT/29 onerror=top.owned=1>' class='\"><script>top.owned = 1</script>'>x",
    "<math><mtext><table><mglyph><style><img src=http://127.0.0.1:PORT/30 onerror=top.owned=1></style></mglyph></table></mtext></math>",
];

/// A server that counts who speaks to it.
fn counting() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (port, count) = (listener.local_addr().expect("it is bound").port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, count)
}

#[test]
fn a_hostile_page_makes_no_request_and_runs_no_script() {
    let (port, count) = counting();
    let tricks: String = TRICKS.iter().map(|trick| format!("{}\n", trick.replace("PORT", &port.to_string()))).collect();
    let html = NEWS[0].html().replace("<body>", &format!("<body>{tricks}"));
    let studio = Studio::start("hostile", &[("hostile", html)]);
    let Some(browser) = studio.browser(1400, 900) else { return };
    point_at(&browser, NEWS[0].husk[1]);
    take(&browser, "drop `.story__more`");
    // Each text is pointed at by the mouse, too: a page may wait for that.
    browser.run(
        "const pane = document.getElementById('pane'), rect = pane.getBoundingClientRect();
         for (let y = 5; y < rect.height; y += 10) {
           pane.dispatchEvent(new MouseEvent('mousemove', { clientX: rect.left + 30, clientY: rect.top + y }));
         }",
    );
    std::thread::sleep(Duration::from_millis(1500));
    let found = browser.run(
        "const inner = document.getElementById('frame').contentDocument;
         const all = [...inner.querySelectorAll('body, body *')];
         return [window.owned ?? null, inner.defaultView.owned ?? null,
           all.filter(it => /^(script|iframe|frame|link|meta|base|object|embed|video|audio|svg|form|input|a|style)$/.test(it.localName)).length,
           all.flatMap(it => [...it.attributes]).filter(it => /^(on|href|srcset|src$|action|ping|background|poster)/.test(it.name)).length,
           location.pathname, performance.getEntriesByType('resource').filter(it => !it.name.startsWith(location.origin)).length]",
    );
    assert_eq!(found, json!([null, null, 0, 0, "/", 0]));
    assert_eq!(count.load(Ordering::SeqCst), 0, "the page has spoken to a server");

    // The tricks are some: opened by itself the page does speak.
    let file = studio.folder.join("pages/hostile.html");
    browser.open(&file.canonicalize().expect("it is there"));
    std::thread::sleep(Duration::from_millis(500));
    assert!(count.load(Ordering::SeqCst) > 0);
}

#[test]
fn another_site_in_the_same_browser_cannot_ask() {
    let studio = gazette("other_site");
    let Some(browser) = studio.browser(1400, 900) else { return };
    let (base, token) = studio.address.split_once("/#").expect("an address");
    let page = studio.folder.join("other.html");
    // It even knows the token.
    let body = json!({"ask": "save", "rule": "schema = 2\nhosts = [\"gazette.example\"]\n", "said": [], "seen": null});
    let form = format!(
        "<iframe name=sink></iframe><form id=form method=post enctype=text/plain target=sink action='{base}/{token}'>\
         <input name='{}' value=''></form>",
        body.to_string().replace('\'', "")
    );
    fs::write(&page, form).expect("a page");
    browser.open(&page.canonicalize().expect("it is there"));
    browser.run("document.getElementById('form').submit()");
    browser.run(&format!(
        "for (const mode of ['no-cors', 'cors']) fetch('{base}/{token}', {{ method: 'POST', mode, body: JSON.stringify({body}) }})
           .then(it => it.text()).then(it => (window.got = it), () => (window.failed = (window.failed ?? 0) + 1));"
    ));
    browser.wait_for("return window.failed >= 1");
    std::thread::sleep(Duration::from_millis(500));
    assert!(!studio.folder.join("my-rules").exists(), "another site has written");
    assert!(browser.run("return window.got ?? ''").as_str().is_some_and(str::is_empty));
}

#[test]
fn it_can_be_read_and_everything_has_a_name() {
    let studio = gazette("accessible");
    let Some(browser) = studio.browser(1000, 760) else { return };
    point_at(&browser, NEWS[0].husk[1]);
    browser.wait_for("return document.querySelector('.offer .take')");
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        browser.chrome("Emulation.setEmulatedMedia", &json!({"features": [feature]}));
        papers.push(browser.run("return getComputedStyle(document.body).backgroundColor"));
        let contrast = browser.run(LOWEST_CONTRAST).as_f64().unwrap_or_default();
        assert!(contrast >= 4.5, "{scheme}: {contrast}");
    }
    assert_ne!(papers[0], papers[1]);
    let tree = browser.chrome("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().expect("a tree");
    let role = |node: &Value| node["role"]["value"].as_str().unwrap_or_default().to_owned();
    let is_control =
        |node: &&Value| ["button", "combobox", "textbox", "dialog", "listbox"].contains(&role(node).as_str());
    let controls: Vec<&Value> = nodes.iter().filter(|node| node["ignored"] != json!(true)).filter(is_control).collect();
    assert!(controls.len() > 10, "{controls:?}");
    for control in controls {
        let name = control["name"]["value"].as_str().unwrap_or_default();
        assert!(!name.trim().is_empty(), "a {} without a name: {control}", role(control));
    }
    let fits = browser.run("return document.documentElement.scrollWidth <= 1000");
    assert_eq!(fits, json!(true));
    // No meaning by colour alone: what is kept and what is dropped have other lines, too.
    let lines = browser.run(
        "const inner = document.getElementById('frame').contentDocument;
         return ['k', 'd'].map(it => getComputedStyle(inner.querySelector(`d-t[data-s=${it}]`)).textDecorationLine)",
    );
    assert_eq!(lines, json!(["underline", "line-through"]));
}

/// Writes the README's pictures: `DEHUSK_WRITE_PICTURES=1 cargo test --test browser pictures`. Without that it sees that they
/// are there.
#[test]
fn pictures_of_the_readme() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let names = ["studio-point.png", "studio-saved.png"];
    if std::env::var_os("DEHUSK_WRITE_PICTURES").is_none() {
        for name in names {
            let bytes = fs::read(docs.join(name)).unwrap_or_else(|error| panic!("docs/{name}: {error}"));
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "docs/{name} is no picture");
        }
        return;
    }
    let studio = gazette("pictures");
    let Some(browser) = studio.browser(1280, 800) else { return };
    point_at(&browser, NEWS[0].husk[1]);
    browser.wait_for("return document.querySelector('.offer .take')");
    picture(&browser, &docs.join(names[0]));
    take(&browser, "drop `.story__more`");
    point_at(&browser, NEWS[0].husk[0]);
    take(&browser, "drop `.story__pull`");
    browser.wait_for("return document.querySelectorAll('#lines p').length === 4");
    browser.click("#save");
    browser.wait_for("return document.getElementById('preview').open");
    picture(&browser, &docs.join(names[1]));
}

fn picture(browser: &Browser, path: &Path) {
    std::thread::sleep(Duration::from_millis(500));
    let shot = browser.chrome("Page.captureScreenshot", &json!({"format": "png"}));
    let bytes = shot["data"].as_str().and_then(|data| STANDARD.decode(data).ok()).expect("a picture");
    fs::write(path, bytes).expect("it can be written");
}

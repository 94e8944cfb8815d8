//! A browser under control: a WebDriver client over a socket, as small as the tests need it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// Keeps the browser to itself: no network of its own, no first-run pages.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser with one page. It ends with the value.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Kept open: the driver ends where nobody listens.
    _says: BufReader<ChildStdout>,
}

impl Browser {
    /// Starts a browser that keeps its own files in `folder`, which is new. None where the machine has none.
    pub fn start(folder: &Path) -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = driver else {
            assert!(
                std::env::var_os("DEHUSK_BROWSER").is_none(),
                "there is no chromedriver, and DEHUSK_BROWSER is set"
            );
            println!("SKIPPED: no chromedriver on this machine");
            return None;
        };
        let mut says = BufReader::new(driver.stdout.take().expect("it was piped"));
        let port = |line: String| line.rsplit_once("successfully on port ")?.1.trim_end_matches('.').parse().ok();
        let port = says.by_ref().lines().map_while(Result::ok).find_map(port).expect("chromedriver tells its port");
        let mut browser = Browser { driver, port, session: String::new(), _says: says };
        let profile = format!("--user-data-dir={}", folder.display());
        let args: Vec<&str> = FLAGS.iter().copied().chain([profile.as_str()]).collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": args}}}});
        let session = browser.call("POST", "/session", &wanted);
        browser.session = session["sessionId"].as_str().expect("a session has an id").to_owned();
        Some(browser)
    }

    /// Opens a file.
    pub fn open(&self, path: &Path) {
        self.go(&format!("file://{}", path.display()));
    }

    /// Opens an address.
    pub fn go(&self, address: &str) {
        self.command("/url", &json!({"url": address}));
    }

    /// Runs the body of a function in the page; what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Clicks on what a selector finds.
    pub fn click(&self, selector: &str) {
        let found = self.command("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|found| found.values().next()?.as_str()).expect("an element has an id");
        self.command(&format!("/element/{id}/click"), &json!({}));
    }

    /// Presses a key where the focus is: `\u{e004}` is the tabulator, `\u{e014}` the arrow to the right.
    pub fn press(&self, key: char) {
        let actions = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        self.command("/actions", &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}));
    }

    /// Presses a key with the control key.
    pub fn press_control(&self, key: char) {
        let control = '\u{e009}';
        let of = |kind: &str, value: char| json!({"type": kind, "value": value});
        let actions = json!([of("keyDown", control), of("keyDown", key), of("keyUp", key), of("keyUp", control)]);
        self.command("/actions", &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}));
    }

    /// Clicks at a place of what is seen of the page, in CSS pixels from its left and its top.
    pub fn click_at(&self, x: f64, y: f64) {
        let to = json!({"type": "pointerMove", "duration": 0, "x": x as i64, "y": y as i64});
        let actions = json!([to, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]);
        self.command("/actions", &json!({"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]}));
    }

    /// Runs the body of a function until it returns something; what it returns.
    pub fn wait_for(&self, script: &str) -> Value {
        for _ in 0..600 {
            let value = self.run(script);
            if !value.is_null() && value != Value::Bool(false) {
                return value;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("it never comes: {script}");
    }

    /// Speaks to the browser in its own protocol; what it answers.
    pub fn chrome(&self, command: &str, parameters: &Value) -> Value {
        self.command("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.call("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver listens");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
        let sent = write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        sent.expect("chromedriver reads");
        let answer = answer(BufReader::new(stream));
        assert!(answer["value"]["error"].is_null(), "{method} {path}: {answer}");
        answer["value"].clone()
    }
}

/// The body of an answer over HTTP.
fn answer(mut stream: BufReader<TcpStream>) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("chromedriver answers");
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length is a number");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("chromedriver answers in full");
    serde_json::from_slice(&body).expect("it answers in JSON")
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.call("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        // A driver that ended by itself is as good.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

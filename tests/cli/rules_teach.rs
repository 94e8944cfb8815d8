//! `dehusk rules teach`, asked by those who should not: the server from the outside, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::sandbox::{Sandbox, page};

/// A server on a page of example.org. It ends with the value.
struct Server {
    sandbox: Sandbox,
    process: Child,
    port: u16,
    token: String,
}

impl Server {
    fn start(name: &str) -> Self {
        let sandbox = Sandbox::new(name);
        let head = "<head><link rel=canonical href=https://www.example.org/bree>";
        let pictures = "<img src=bree_files/quay.png alt='the quay'><img src=https://elsewhere.example/a.png></main>";
        sandbox.file("pages/bree.html", page("Bree").replace("<head>", head).replace("</main>", pictures));
        sandbox.file("pages/bree_files/quay.png", b"\x89PNG\r\n\x1a\nx");
        let mut process = sandbox.start(&["rules", "teach", "pages"]);
        let mut address = String::new();
        BufReader::new(process.stdout.take().expect("it was piped")).read_line(&mut address).expect("it says where");
        let (host, token) = address.trim().split_once("/#").expect("a token");
        let port = host.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let token = token.to_owned();
        Server { sandbox, process, port, token }
    }

    /// Sends bytes; the status and the body of what comes back.
    fn send(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        // It may refuse before it has read all.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default(), body.to_owned())
    }

    /// Asks as the page does.
    fn ask(&self, ask: &Value) -> (u16, Value) {
        let (port, token, body) = (self.port, &self.token, ask.to_string());
        let (status, answer) = self.send(
            format!(
                "POST /{token} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nX-Dehusk: studio\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .as_bytes(),
        );
        (status, serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_rule_is_asked_for_and_saved() {
    let server = Server::start("teach_saved");
    let (status, open) = server.ask(&json!({"ask": "open"}));
    assert_eq!((status, &open["site"], &open["pages"]), (200, &json!("example.org"), &json!(["pages/bree.html"])));
    assert_eq!((&open["file"], &open["is_new"]), (&json!("my-rules/example.org.toml"), &json!(true)));
    let said = json!([{"picks": [], "right": "The text that is right."}]);
    let (status, seen) = server.ask(&json!({"ask": "preview", "rule": open["rule"], "said": said}));
    assert_eq!((status, &seen["seen"], &seen["is_new"]), (200, &json!([null, null]), &json!(true)));
    assert_eq!(seen["rights"], json!(["my-rules/example.org/right/bree.txt"]));
    let save = json!({"ask": "save", "rule": open["rule"], "said": said, "seen": seen["seen"]});
    let (status, told) = server.ask(&save);
    assert_eq!((status, &told["check"]), (200, &json!("dehusk rules check my-rules/example.org.toml")), "{told}");
    assert_eq!(server.sandbox.files("my-rules"), ["example.org.toml", "example.org/right/bree.txt"]);
    assert!(server.sandbox.read("my-rules/example.org.toml").contains("file        = \"pages/bree.html\""));
    assert_eq!(server.sandbox.read("my-rules/example.org/right/bree.txt"), "The text that is right.");
    // They are other files now than what was seen; and each of them counts.
    assert_eq!(server.ask(&save).0, 409);
    let (_, seen) = server.ask(&json!({"ask": "preview", "rule": told["rule"], "said": said}));
    server.sandbox.file("my-rules/example.org/right/bree.txt", "Somebody else's.");
    let save = json!({"ask": "save", "rule": told["rule"], "said": said, "seen": seen["seen"]});
    let (status, told) = server.ask(&save);
    let error = told["error"].as_str().expect("it is told");
    assert!(status == 409 && error.starts_with("my-rules/example.org/right/bree.txt has changed on disk"), "{told}");
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_the_command() {
    let server = Server::start("teach_wrong");
    let rule = "schema = 2\nhosts = [\"example.org\"]\ncontents = [\"article\"]\n";
    let (status, told) = server.ask(&json!({"ask": "mark", "rule": rule, "before": null, "said": [], "view": 0}));
    assert_eq!((status, &told["errors"][0]["line"]), (422, &json!(3)), "{told}");
    assert_eq!(told["errors"][0]["remedy"], json!("did you mean `content`?"));
    server.sandbox.file("my-rules/example.org.toml", rule);
    let ran = server.sandbox.dehusk(&["rules", "check", "my-rules"]);
    assert!(ran.err.contains(told["errors"][0]["message"].as_str().expect("a text")), "{}", ran.err);
    for (ask, status) in [
        (json!({"ask": "page", "page": 7}), 422),
        (json!({"ask": "why", "rule": "", "page": 0, "node": 99_999}), 422),
        (json!({"ask": "everything"}), 400),
        (json!([]), 400),
    ] {
        assert_eq!(server.ask(&ask).0, status, "{ask}");
    }
}

#[test]
fn pictures_that_were_saved_with_a_page_are_in_it() {
    let server = Server::start("teach_pictures");
    let (_, shown) = server.ask(&json!({"ask": "page", "page": 0}));
    let html = shown["html"].as_str().expect("a page");
    assert!(html.contains("alt=\"the quay\" src=\"data:image/png;base64,iVBORw0KGgp4\""), "{html}");
    assert!(html.contains("<d-img data-n=") && !html.contains("elsewhere"), "{html}");
}

#[test]
fn nobody_else_is_answered() {
    let server = Server::start("teach_others");
    let (port, token) = (server.port, server.token.clone());
    let body = r#"{"ask":"open"}"#;
    let sound = format!(
        "POST /{token} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nX-Dehusk: studio\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(server.send(sound.as_bytes()).0, 200);
    let own = format!("127.0.0.1:{port}");
    let cases = [
        ("DNS rebinding", sound.replace(&own, "rebound.example"), 403),
        ("another site's form", sound.replace(&format!("Origin: http://{own}"), "Origin: https://a.example"), 403),
        ("a form's content", sound.replace("application/json", "application/x-www-form-urlencoded"), 403),
        ("no header of the page", sound.replace("X-Dehusk: studio\r\n", ""), 403),
        ("a wrong token", sound.replace(&token, "00000000000000000000000000000000"), 403),
        ("a file", format!("GET /../Cargo.toml HTTP/1.1\r\nHost: {own}\r\n\r\n"), 404),
        ("an escaped path", format!("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: {own}\r\n\r\n"), 404),
        ("the page under another name", "GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n".to_owned(), 403),
        ("a preflight", format!("OPTIONS /{token} HTTP/1.1\r\nHost: {own}\r\nOrigin: https://a.example\r\n\r\n"), 404),
        ("a body without an end", sound.replace("Content-Length: 14", "Transfer-Encoding: chunked"), 411),
        ("a body that is too long", sound.replace("Content-Length: 14", "Content-Length: 99999999"), 413),
        ("a head that is too long", format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(40_000)), 431),
        ("no HTTP", "hello\r\n\r\n".to_owned(), 400),
    ];
    for (what, request, status) in cases {
        assert_eq!(server.send(request.as_bytes()).0, status, "{what}");
    }
    assert!(!server.sandbox.root.join("my-rules").exists());
    // Who says nothing, or not all, keeps nobody waiting.
    let silent: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(("127.0.0.1", port)).expect("it listens")).collect();
    silent.iter().for_each(|mut stream| stream.write_all(b"POST / HTT").expect("it reads"));
    assert_eq!(server.send(sound.as_bytes()).0, 200);
}

#[test]
fn the_page_holds_no_token_and_may_load_nothing() {
    let server = Server::start("teach_page");
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port).expect("it reads");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("a page");
    assert!(!page.contains(&server.token));
    let policy = page.lines().find_map(|line| line.strip_prefix("Content-Security-Policy: ")).expect("a policy");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src-elem 'nonce-{nonce}'; style-src-attr \
             'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    );
    assert_eq!((nonce.len(), page.matches(nonce).count()), (32, 4));
    for part in ["<script nonce=", "X-Frame-Options: DENY", "sandbox=\"allow-same-origin\"", "Cache-Control: no-store"]
    {
        assert!(page.contains(part), "no {part}");
    }
}

#[test]
fn ctrl_c_ends_it() {
    let mut server = Server::start("teach_ends");
    let process = Pid::from_raw(server.process.id() as i32).expect("it runs");
    kill_process(process, Signal::INT).expect("it runs");
    for _ in 0..200 {
        if let Some(status) = server.process.try_wait().expect("it can be asked") {
            assert_eq!(status.code(), Some(130));
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it goes on");
}

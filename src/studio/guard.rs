//! Who may ask: the page that this server gave out, in a browser that was given its address.
//!
//! A site in the same browser can send requests here, and can have its own name lead here (DNS rebinding). It knows no token,
//! and its requests name it: `Host` where its name leads here, `Origin` where it sends a form, and no form and no picture can
//! have the header that the page sends.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::http::{Answer, Request};

/// Holds what is asked to one page.
#[derive(Debug)]
pub(super) struct Guard {
    port: u16,
    token: String,
}

/// What an admitted request wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The page itself, which holds nothing.
    Page,
    /// Something that the page asks for.
    Ask,
}

impl Guard {
    pub(super) fn new(port: u16) -> Self {
        Guard { port, token: secret() }
    }

    /// The address with the token behind the `#`, where no request and no other site sees it.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/#{}", self.port, self.token)
    }

    /// What the request wants, if it may want it.
    pub(super) fn admit(&self, request: &Request) -> Result<Way, Answer> {
        let host = request.header("host").filter(|host| self.is_own(host));
        let Some(host) = host else {
            return Err(Answer::refusal(403, "the request is for another host: open the address that dehusk printed"));
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/") => Ok(Way::Page),
            ("POST", path) if is_same(path.trim_start_matches('/'), &self.token) => self.ask(request, host),
            ("POST", _) => Err(Answer::refusal(403, "the token is wrong: open the address that dehusk printed")),
            _ => Err(Answer::refusal(404, "there is nothing here")),
        }
    }

    fn ask(&self, request: &Request, host: &str) -> Result<Way, Answer> {
        let is_json = request.header("content-type").is_some_and(|kind| kind == "application/json");
        let is_from_here = request.header("origin").is_some_and(|origin| origin == format!("http://{host}"));
        let is_same_site = request.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
        let is_page = request.header("x-dehusk").is_some_and(|page| page == "studio");
        if is_json && is_from_here && is_same_site && is_page {
            return Ok(Way::Ask);
        }
        Err(Answer::refusal(403, "the request is not from the page of this server"))
    }

    fn is_own(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost"].iter().any(|own| host == format!("{own}:{}", self.port))
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// A text that nobody can guess: 32 digits, made by the hash that the standard library keeps its maps safe from strangers
/// by, under a key of the system's randomness.
pub(super) fn secret() -> String {
    let key = RandomState::new();
    format!("{:016x}{:016x}", key.hash_one(1), key.hash_one(2))
}

#[cfg(test)]
mod tests {
    use super::{Guard, Way};
    use crate::studio::http::Request;

    fn admitted(guard: &Guard, head: &str) -> Result<Way, u16> {
        let head = head.replace("TOKEN", &guard.token).replace("; ", "\r\n");
        guard.admit(&Request::for_test(&head)).map_err(|answer| answer.status())
    }

    #[test]
    fn only_the_page_of_this_server_may_ask() {
        let guard = Guard::new(4000);
        let sound = "POST /TOKEN HTTP/1.1; Host: 127.0.0.1:4000; Origin: http://127.0.0.1:4000; X-Dehusk: studio; \
                     Content-Type: application/json";
        assert_eq!(admitted(&guard, sound), Ok(Way::Ask));
        assert_eq!(admitted(&guard, &format!("{sound}; Sec-Fetch-Site: same-origin")), Ok(Way::Ask));
        assert_eq!(admitted(&guard, &sound.replace("127.0.0.1", "localhost")), Ok(Way::Ask));
        let hostile = [
            ("a name that leads here", sound.replace("127.0.0.1", "rebound.example")),
            ("the host alone", sound.replacen("127.0.0.1", "rebound.example", 1)),
            ("another port", sound.replacen("4000", "4001", 1)),
            ("two hosts", format!("{sound}; Host: rebound.example")),
            ("no host", sound.replace("Host: 127.0.0.1:4000; ", "")),
            ("another site's form", sound.replace("Origin: http://127.0.0.1:4000", "Origin: https://a.example")),
            ("a form without an origin", sound.replace("Origin: http://127.0.0.1:4000; ", "")),
            ("a sandboxed frame", sound.replace("Origin: http://127.0.0.1:4000", "Origin: null")),
            ("a frame of the page itself", format!("{sound}; Sec-Fetch-Site: cross-site")),
            ("no header of the page", sound.replace("X-Dehusk: studio; ", "")),
            ("what a form can send", sound.replace("application/json", "text/plain")),
            ("a wrong token", sound.replace("TOKEN", "0123456789abcdef0123456789abcdef")),
            ("no token", sound.replace("/TOKEN", "/")),
            ("a path behind the token", sound.replace("/TOKEN", "/TOKEN/../../etc/passwd")),
        ];
        for (what, head) in hostile {
            assert_eq!(admitted(&guard, &head), Err(403), "{what}");
        }
    }

    #[test]
    fn nothing_is_given_out_but_the_page() {
        let guard = Guard::new(4000);
        assert_eq!(admitted(&guard, "GET / HTTP/1.1; Host: 127.0.0.1:4000"), Ok(Way::Page));
        for path in ["/favicon.ico", "/TOKEN", "//", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "http://127.0.0.1:4000/"] {
            assert_eq!(admitted(&guard, &format!("GET {path} HTTP/1.1; Host: 127.0.0.1:4000")), Err(404), "{path}");
        }
        for method in ["PUT", "DELETE", "OPTIONS", "HEAD", "get"] {
            assert_eq!(admitted(&guard, &format!("{method} / HTTP/1.1; Host: 127.0.0.1:4000")), Err(404), "{method}");
        }
    }

    #[test]
    fn two_servers_have_two_tokens() {
        let (a, b) = (Guard::new(1), Guard::new(1));
        assert_ne!(a.token, b.token);
        assert_eq!(a.token.len(), 32);
        assert!(a.address().ends_with(&format!(":1/#{}", a.token)));
    }
}

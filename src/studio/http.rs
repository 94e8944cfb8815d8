//! As much of HTTP/1.1 as one browser needs: a request and its answer to a connection, all of it bounded.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// More of a head is not read,
const MOST_OF_A_HEAD: usize = 16 << 10;

/// nor more of a body,
const MOST_OF_A_BODY: usize = 8 << 20;

/// and a request is there in such a time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// Nobody spoke.
    Silent,
    /// The status that it is answered with, and why.
    Told(u16, &'static str),
}

/// What comes back.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    kind: &'static str,
    /// Where the page may load from; an answer that is no page loads nothing.
    policy: String,
    body: Vec<u8>,
}

impl Request {
    /// Reads a request from a connection.
    pub(super) fn read(stream: &mut TcpStream) -> Result<Self, Bad> {
        let until = Instant::now() + PATIENCE;
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            if bytes.len() > MOST_OF_A_HEAD {
                return Err(Bad::Told(431, "the head of the request is too long"));
            }
            if read_some(stream, &mut bytes, until)? == 0 {
                return Err(if bytes.is_empty() {
                    Bad::Silent
                } else {
                    Bad::Told(400, "the request ends in its head")
                });
            }
        };
        let mut request = Request::of_head(&bytes[..end])?;
        let mut body = bytes.split_off(end + 4);
        let length = request.length()?;
        while body.len() < length {
            if read_some(stream, &mut body, until)? == 0 {
                return Err(Bad::Told(400, "the request ends in its body"));
            }
        }
        body.truncate(length);
        request.body = body;
        Ok(request)
    }

    fn of_head(head: &[u8]) -> Result<Self, Bad> {
        const NONE: Bad = Bad::Told(400, "this is no request of HTTP/1.1");
        let head = std::str::from_utf8(head).map_err(|_| NONE)?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(path), Some("HTTP/1.1" | "HTTP/1.0"), None) =
            (first.next(), first.next(), first.next(), first.next())
        else {
            return Err(NONE);
        };
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        let headers = lines.map(header).collect::<Option<Vec<_>>>().ok_or(NONE)?;
        Ok(Request { method: method.to_owned(), path: path.to_owned(), headers, body: Vec::new() })
    }

    #[cfg(test)]
    pub(super) fn for_test(head: &str) -> Self {
        Request::of_head(head.as_bytes()).expect("a head")
    }

    /// The value of a header that is there once.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    fn length(&self) -> Result<usize, Bad> {
        if self.headers.iter().any(|(name, _)| name == "transfer-encoding") {
            return Err(Bad::Told(411, "a body must have a length"));
        }
        if !self.headers.iter().any(|(name, _)| name == "content-length") {
            return Ok(0);
        }
        let length = self.header("content-length").filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let length = length.and_then(|text| text.parse().ok()).ok_or(Bad::Told(400, "its length is no number"))?;
        if length > MOST_OF_A_BODY { Err(Bad::Told(413, "the body of the request is too long")) } else { Ok(length) }
    }
}

fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>, until: Instant) -> Result<usize, Bad> {
    const LATE: Bad = Bad::Told(408, "the request takes too long");
    let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()).ok_or(LATE)?;
    let mut some = [0; 1 << 14];
    match stream.set_read_timeout(Some(left)).and_then(|()| stream.read(&mut some)) {
        Ok(count) => {
            bytes.extend_from_slice(&some[..count]);
            Ok(count)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => read_some(stream, bytes, until),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Err(LATE),
        Err(_) => Err(Bad::Silent),
    }
}

impl Answer {
    pub(super) fn json(status: u16, body: &impl serde::Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Answer { status, kind: "application/json", policy: "default-src 'none'".to_owned(), body }
    }

    pub(super) fn page(policy: String, body: String) -> Self {
        Answer { status: 200, kind: "text/html; charset=utf-8", policy, body: body.into_bytes() }
    }

    pub(super) fn refusal(status: u16, why: &str) -> Self {
        Answer::json(status, &serde_json::json!({ "error": why }))
    }

    /// Writes it; the connection ends with it.
    pub(super) fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        let Answer { status, kind, policy, body } = self;
        let head = format!(
            "HTTP/1.1 {status} {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             X-DNS-Prefetch-Control: off\r\nConnection: close\r\n\r\n",
            phrase(*status),
            body.len()
        );
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        stream.flush()
    }

    #[cfg(test)]
    pub(super) fn status(&self) -> u16 {
        self.status
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Content",
        _ => "Refused",
    }
}

#[cfg(test)]
mod tests {
    use super::{Bad, Request};

    #[test]
    fn a_head_is_read_or_refused() {
        let request = Request::of_head(b"POST /a HTTP/1.1\r\nHost: x\r\nA: 1\r\na: 2").expect("a head");
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/a"));
        assert_eq!((request.header("host"), request.header("a")), (Some("x"), None));
        for head in ["", "GET /", "GET / HTTP/2", "GET / x HTTP/1.1", "GET / HTTP/1.1\r\nno colon"] {
            assert!(matches!(Request::of_head(head.as_bytes()), Err(Bad::Told(400, _))), "{head}");
        }
    }

    #[test]
    fn a_length_is_bounded_and_told_once() {
        let length = |headers: &str| {
            Request::of_head(format!("POST / HTTP/1.1\r\n{headers}").as_bytes()).expect("a head").length()
        };
        assert_eq!(length("content-length: 3"), Ok(3));
        assert_eq!(length("a: b"), Ok(0));
        for (headers, status) in [
            ("content-length: 99999999999", 413),
            ("content-length: 9000000", 413),
            ("content-length: -1", 400),
            ("content-length: 1\r\ncontent-length: 2", 400),
            ("transfer-encoding: chunked", 411),
        ] {
            assert!(matches!(length(headers), Err(Bad::Told(told, _)) if told == status), "{headers}");
        }
    }
}

//! The rule author's page: a server for one browser on this machine, and the page that it gives out.
//!
//! The server knows no rules: it hands what the page asks to a [`Session`](dehusk::teach::Session), and writes what its
//! author saves. What may come in is held by `guard`: pages are hostile, and so are other sites that the same browser shows.

mod ask;
mod changed;
mod disk;
mod guard;
mod http;
mod shell;

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub(crate) use ask::Desk;
pub(crate) use disk::Disk;
use guard::Guard;
use http::{Answer, Request};

/// So many requests are answered at once; a browser has six.
const AT_ONCE: usize = 16;

/// A server that listens, on this machine alone.
#[derive(Debug)]
pub(crate) struct Studio {
    listener: TcpListener,
    guard: Guard,
}

impl Studio {
    /// Listens on this port; on a free one if it is 0.
    pub(crate) fn listen(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let guard = Guard::new(listener.local_addr()?.port());
        Ok(Studio { listener, guard })
    }

    /// Where the page is. Who has this address may do all that it does.
    pub(crate) fn address(&self) -> String {
        self.guard.address()
    }

    /// Answers, in threads of its own, as long as the program runs.
    pub(crate) fn serve(self, desk: Desk) {
        let (guard, desk, open) = (Arc::new(self.guard), Arc::new(desk), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in self.listener.incoming().filter_map(Result::ok) {
                if open.fetch_add(1, Ordering::AcqRel) >= AT_ONCE {
                    open.fetch_sub(1, Ordering::AcqRel);
                    continue;
                }
                let (guard, desk, open) = (Arc::clone(&guard), Arc::clone(&desk), Arc::clone(&open));
                thread::spawn(move || {
                    let _counted = Counted(open);
                    answer(stream, &guard, &desk);
                });
            }
        });
    }
}

/// A request that is open. It is counted as long as it is there, even if its thread panics.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn answer(mut stream: TcpStream, guard: &Guard, desk: &Desk) {
    let answer = match Request::read(&mut stream) {
        Ok(request) => reply(&request, guard, desk),
        // A browser opens connections in advance and says nothing on them.
        Err(http::Bad::Silent) => return,
        Err(http::Bad::Told(status, why)) => Answer::refusal(status, why),
    };
    // A browser that has gone wants no answer.
    let _ = answer.write(&mut stream);
}

fn reply(request: &Request, guard: &Guard, desk: &Desk) -> Answer {
    match guard.admit(request) {
        Ok(guard::Way::Page) => shell::page(&guard::secret()),
        Ok(guard::Way::Ask) => desk.answer(&request.body),
        Err(refusal) => refusal,
    }
}

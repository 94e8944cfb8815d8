//! Pages in processes of their own: one that aborts, hangs, overflows its stack or takes all memory costs its worker and
//! nothing else.
//!
//! A worker is this program again, told by [`FLAG`] to take pages from its standard input and to give articles on its
//! standard output, as messages of [`ipc`]. It is started when it is needed and serves until a page ends it. A page is blamed
//! only if a new worker dies of it too: the first may have been ended by somebody else.

use std::env;
use std::io::{self, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use serde::{Deserialize, Serialize};

use super::{PageStripper, Request, Told, ipc, pipeline};
use dehusk::formats::Fault;

/// The option that makes the program a worker.
pub(crate) const FLAG: &str = "--worker";

/// How much of what a dying worker says is looked at.
const LAST_WORDS: u64 = 4096;

/// What a dying worker says, and the code that it means.
const CAUSES: &[(&str, &str)] = &[("memory allocation of", "memory"), ("has overflowed its stack", "stack")];

/// The processes that strip.
#[derive(Debug)]
pub(crate) struct WorkerProcesses {
    /// How long a page may take.
    time: Duration,
    idle: Mutex<Vec<Worker>>,
}

/// One process, and the thread that talks to it.
#[derive(Debug)]
struct Worker {
    child: Child,
    requests: Sender<Vec<u8>>,
    answers: Receiver<(Answer, Vec<u8>)>,
}

/// What a worker tells of a page.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Told(Told),
    Fault { code: String, message: String, is_refusal: bool },
}

/// How a worker failed.
enum Failure {
    Died(Fault),
    Late,
}

impl WorkerProcesses {
    pub(crate) fn new(time: Duration) -> Self {
        WorkerProcesses { time, idle: Mutex::default() }
    }

    /// Has a page stripped.
    pub(super) fn strip(&self, saved: &Request) -> Result<(Told, Vec<u8>), Fault> {
        let request = ipc::bytes(saved, &saved.bytes);
        let used = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let first = used.map_or_else(Worker::start, Ok).map_err(Fault::Unreadable)?;
        let asked = match self.ask(first, request.clone()) {
            Err(Failure::Died(_)) => self.ask(Worker::start().map_err(Fault::Unreadable)?, request),
            asked => asked,
        };
        asked.unwrap_or_else(|failure| {
            Err(match failure {
                Failure::Died(fault) => fault,
                Failure::Late => Fault::TimedOut { seconds: self.time.as_secs() },
            })
        })
    }

    /// Asks one worker, which is kept if it answers.
    fn ask(&self, mut worker: Worker, request: Vec<u8>) -> Result<Result<(Told, Vec<u8>), Fault>, Failure> {
        let answer = match worker.requests.send(request) {
            Ok(()) => worker.answers.recv_timeout(self.time),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        let (answer, output) = match answer {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => return Err(Failure::Late),
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::Died(worker.bury())),
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        Ok(match answer {
            Answer::Told(told) => Ok((told, output)),
            Answer::Fault { code, message, is_refusal } => Err(Fault::Reported { code, message, is_refusal }),
        })
    }
}

impl Worker {
    /// Starts the program again, with the same arguments.
    fn start() -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.arg(FLAG).args(env::args_os().skip(1));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // An interrupt is for the run, which ends its workers when it has ended in good order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let ((requests, inbox), (outbox, answers)) = (bounded(1), bounded(1));
        thread::Builder::new().name("talker".into()).spawn(move || talk(to, from, &inbox, &outbox))?;
        Ok(Worker { child, requests, answers })
    }

    /// Finds out what a dead worker died of.
    fn bury(&mut self) -> Fault {
        let mut words = Vec::new();
        let _ = self.child.kill();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(LAST_WORDS).read_to_end(&mut words);
        }
        let ended = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let words = String::from_utf8_lossy(&words);
        let cause = CAUSES.iter().find(|(phrase, _)| words.contains(phrase)).map_or("aborted", |(_, code)| code);
        let message = format!("its process ended before it gave an answer: {ended}");
        Fault::Reported { code: cause.to_owned(), message, is_refusal: false }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Carries requests to a worker and its answers back, until it is gone.
fn talk(mut to: ChildStdin, from: ChildStdout, inbox: &Receiver<Vec<u8>>, outbox: &Sender<(Answer, Vec<u8>)>) {
    let mut from = BufReader::with_capacity(1 << 16, from);
    for request in inbox {
        let Ok(()) = to.write_all(&request).and_then(|()| to.flush()) else { return };
        let Ok(Some(answer)) = ipc::read(&mut from) else { return };
        if outbox.send(answer).is_err() {
            return;
        }
    }
}

/// What the process that is a worker does: strip what comes in, until nothing does.
pub(crate) fn serve(stripper: &PageStripper, stack: usize) -> io::Result<()> {
    pipeline::silence_pages();
    thread::scope(|scope| {
        let worker = thread::Builder::new().name(pipeline::WORKER.into()).stack_size(stack);
        worker.spawn_scoped(scope, || answer_all(stripper))?.join().unwrap_or(Ok(()))
    })
}

fn answer_all(stripper: &PageStripper) -> io::Result<()> {
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    while let Some((saved, bytes)) = ipc::read(&mut from)? {
        let (answer, output) = match stripper.strip(Request { bytes, ..saved }) {
            Ok((told, output)) => (Answer::Told(told), output),
            Err(fault) => (Answer::of(&fault), Vec::new()),
        };
        to.write_all(&ipc::bytes(&answer, &output))?;
        to.flush()?;
    }
    Ok(())
}

impl Answer {
    fn of(fault: &Fault) -> Self {
        let (code, message) = (fault.code().to_owned(), fault.to_string());
        Answer::Fault { code, message, is_refusal: fault.is_refusal() }
    }
}

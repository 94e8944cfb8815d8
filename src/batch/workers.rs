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

use serde::{Deserialize, Serialize};

use super::{PageStripper, Request, Told, cpu, ipc, pipeline};
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
    /// The seconds of CPU time that a page may take.
    seconds: u64,
    idle: Mutex<Vec<Worker>>,
}

/// One process.
#[derive(Debug)]
struct Worker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What a worker tells of a page.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Told(Told),
    Fault { code: String, message: String, is_refusal: bool },
}

/// A worker ended before it answered, of this.
struct Died(Fault);

impl WorkerProcesses {
    pub(crate) fn new(seconds: u64) -> Self {
        WorkerProcesses { seconds, idle: Mutex::default() }
    }

    /// Has a page stripped.
    pub(super) fn strip(&self, saved: &Request) -> Result<(Told, Vec<u8>), Fault> {
        let request = ipc::bytes(saved, &saved.bytes);
        let used = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let first = used.map_or_else(Worker::start, Ok).map_err(Fault::Unreadable)?;
        let asked = match self.ask(first, &request) {
            Err(Died(_)) => self.ask(Worker::start().map_err(Fault::Unreadable)?, &request),
            asked => asked,
        };
        asked.unwrap_or_else(|Died(fault)| Err(fault))
    }

    /// Asks one worker, which is kept if it answers.
    fn ask(&self, mut worker: Worker, request: &[u8]) -> Result<Result<(Told, Vec<u8>), Fault>, Died> {
        let Ok(Some((answer, output))) = worker.answer(request) else {
            return Err(Died(worker.bury(self.seconds)));
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
        Ok(Worker { child, to, from: BufReader::with_capacity(1 << 16, from) })
    }

    /// What it answers; none if it ends instead.
    fn answer(&mut self, request: &[u8]) -> io::Result<Option<(Answer, Vec<u8>)>> {
        self.to.write_all(request)?;
        self.to.flush()?;
        ipc::read(&mut self.from)
    }

    /// Finds out what a dead worker died of.
    fn bury(&mut self, seconds: u64) -> Fault {
        let mut words = Vec::new();
        let _ = self.child.kill();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(LAST_WORDS).read_to_end(&mut words);
        }
        let status = self.child.wait();
        if status.as_ref().is_ok_and(cpu::has_ended) {
            return Fault::TimedOut { seconds };
        }
        let ended = status.map_or_else(|error| error.to_string(), |status| status.to_string());
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

/// What the process that is a worker does: strip what comes in, until nothing does.
pub(crate) fn serve(stripper: &PageStripper, stack: usize) -> io::Result<()> {
    pipeline::silence_pages();
    end_with_parent();
    thread::scope(|scope| {
        let worker = thread::Builder::new().name(pipeline::WORKER.into()).stack_size(stack);
        worker.spawn_scoped(scope, || answer_all(stripper))?.join().unwrap_or(Ok(()))
    })
}

/// Has the system end this process when the one that started it ends, whatever it is at.
fn end_with_parent() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

fn answer_all(stripper: &PageStripper) -> io::Result<()> {
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    while let Some((saved, bytes)) = ipc::read(&mut from)? {
        cpu::limit_process(stripper.seconds);
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

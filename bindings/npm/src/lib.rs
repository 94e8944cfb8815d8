//! dehusk for JavaScript: a raw ABI of a few functions, and conversions.
//!
//! A call is two stretches of memory that the caller has asked [`dehusk_alloc`] for, filled and handed over: a request in
//! JSON ([`Request`]) and what it is about, mostly a page. What comes out lies at [`dehusk_output`] until the next call.

mod call;
mod request;

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

use request::Request;

thread_local! {
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Memory for a request or a page. Whoever asks for it fills it and hands it to [`dehusk_call`], which gives it back. The
/// output of the last call is gone.
#[unsafe(no_mangle)]
pub extern "C" fn dehusk_alloc(length: usize) -> *mut u8 {
    OUTPUT.take();
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Does what a request says. Gives 0 where the output is what was asked for, in JSON or in a format, and 1 where it is a
/// [`Failure`](call::Failure) in JSON.
///
/// # Safety
/// Both stretches come from [`dehusk_alloc`], with these lengths, and are used by nobody afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dehusk_call(request: *mut u8, request_length: usize, page: *mut u8, length: usize) -> u32 {
    static TELLING: Once = Once::new();
    TELLING.call_once(|| panic::set_hook(Box::new(|panic| OUTPUT.set(panic.to_string().into_bytes()))));
    // SAFETY: the caller promises it.
    let (request, page) = unsafe { (taken(request, request_length), taken(page, length)) };
    let done = Request::read(&request).and_then(|request| call::call(request, page));
    let (code, output) = match done {
        Ok(output) => (0, output),
        Err(failure) => (1, failure.to_json()),
    };
    OUTPUT.set(output.into_bytes());
    code
}

/// Where the output of the last call lies; after an abort, what was said of it.
#[unsafe(no_mangle)]
pub extern "C" fn dehusk_output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// How many bytes the output has.
#[unsafe(no_mangle)]
pub extern "C" fn dehusk_output_length() -> usize {
    OUTPUT.with_borrow(Vec::len)
}

/// # Safety
/// The stretch comes from [`dehusk_alloc`], with this length, and is used by nobody afterwards.
unsafe fn taken(start: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: the caller promises it.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, length)) }.into_vec()
}

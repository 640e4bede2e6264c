//! The engine of the page: messages in, texts out. `page.rs` answers them; this file is the border to JavaScript.
//!
//! The page asks for [`room`], writes a message there and calls [`ask`]. What came out is at [`answer`], [`answer_size`] bytes long.
//! Nothing is decided here or there: the library answers, as it does for the program.
#![expect(unsafe_code, reason = "a name that JavaScript can call has to be promised to be the only one")]

mod page;
mod request;

use std::cell::RefCell;

use page::Page;

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// To be called once, before all else: a panic leaves what it said as the answer, then the engine stops.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    std::panic::set_hook(Box::new(|panic| give(panic.to_string())));
}

/// Room for a message of so many bytes: where it begins.
#[unsafe(no_mangle)]
pub extern "C" fn room(size: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        *room = vec![0; size];
        room.as_mut_ptr()
    })
}

/// Answers the message in the room. It ends with a request in JSON, of so many bytes; before that is the text of a file, for a request that
/// brings one. 0: the answer is what was asked for; 1: it is the reason why there is none, in JSON.
#[unsafe(no_mangle)]
pub extern "C" fn ask(request: usize) -> u32 {
    // What the engine says when it stops is never the answer of before.
    ANSWER.take();
    let message = ROOM.take();
    let outcome = PAGE.with_borrow_mut(|page| page.answer(message, request));
    let refused = u32::from(outcome.is_err());
    give(outcome.unwrap_or_else(|refusal| refusal.to_json()));
    refused
}

/// Where the answer begins.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    ANSWER.with_borrow(Vec::as_ptr)
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn answer_size() -> usize {
    ANSWER.with_borrow(Vec::len)
}

fn give(text: String) {
    ANSWER.set(text.into_bytes());
}

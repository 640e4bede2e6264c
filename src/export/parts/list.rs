//! [`SplitList`]: a long list as windows of equal size, each of which can be parsed by itself.
//!
//! A window holds the elements that begin in it. Where the first of them begins is a guess, until the window before has been parsed to
//! its end: it shows where its last element really ends. A wrong guess costs time and changes nothing.

use std::marker::PhantomData;
use std::ops::Range;

use serde::de::IgnoredAny;

use super::cursor::Cursor;
use super::pipe::{Event, Pipe};
use crate::export::json::{Position, WalkSeed, Walker};
use crate::export::tape::Tape;

/// What stands between two elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Commas: a list, whose elements are records.
    Records,
    /// Commas: a list, whose elements may hold lists of records themselves.
    Pages,
    /// Blanks: documents one after the other, to the end of the text.
    Documents,
}

/// A list that is split.
pub(super) struct SplitList<'s, P> {
    pub(super) text: &'s str,
    /// Where its first element begins.
    pub(super) start: usize,
    /// The bytes of a window.
    pub(super) size: usize,
    pub(super) between: Between,
    /// How the first element ends and the second begins, and where in this text the second one begins.
    pub(super) border: Option<(&'s str, usize)>,
    /// What is found out about a record at once.
    pub(super) prepare: P,
}

/// The elements of one window.
pub(super) struct Part<'s, R> {
    /// Where the first of them begins.
    pub(super) from: usize,
    pub(super) events: Vec<Event<'s, R>>,
    /// How many elements there are, and how many of them held lists.
    pub(super) elements: usize,
    pub(super) pages: usize,
    pub(super) end: PartEnd,
}

/// How a part ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartEnd {
    /// The next element begins here, in a later window.
    Element(usize),
    /// The list ends before this place.
    List(usize),
    /// Here is something else, or the end of what was looked at.
    Irregular,
}

/// How the first element ends and the second begins.
pub(super) fn border(mut cursor: Cursor<'_>, between: Between) -> Option<(&str, usize)> {
    /// The first key of an element is looked for so far.
    const NEAR: usize = 256;
    cursor.value(PhantomData::<IgnoredAny>)?;
    let end = cursor.text.get(..cursor.at)?.trim_end().len();
    if between != Between::Documents {
        cursor.eat(b',')?;
    }
    cursor.peek()?;
    let near = cursor.text.get(cursor.at..cursor.text.floor_char_boundary(cursor.at + NEAR))?;
    let (key, _) = near.match_indices('"').nth(1)?;
    let from = end.checked_sub(1)?;
    Some((cursor.text.get(from..=cursor.at + key)?, cursor.at - from))
}

impl<'s, R, P: Fn(&Tape<'s>) -> R> SplitList<'s, P> {
    /// How many windows there are.
    pub(super) fn windows(&self) -> usize {
        self.text.len().saturating_sub(self.start).div_ceil(self.size)
    }

    /// The bytes of a window.
    pub(super) fn window(&self, number: usize) -> Range<usize> {
        let start = self.start + number * self.size;
        start..start + self.size
    }

    /// The elements of a window, by a guess where the first begins. Elements that are much longer than a window are left to who knows where
    /// they begin: a wrong guess must not cost the whole text.
    pub(super) fn guessed(&self, number: usize, tapes: Vec<Tape<'s>>) -> Option<Part<'s, R>> {
        let window = self.window(number);
        let from = if number == 0 { self.start } else { self.guess(&window)? };
        let end = self.text.floor_char_boundary(window.end + self.size);
        let near = self.text.get(..end)?;
        let part = self.part(Cursor { text: near, at: from }, window.end, tapes);
        (part.end != PartEnd::Irregular).then_some(part)
    }

    fn guess(&self, window: &Range<usize>) -> Option<usize> {
        let (border, skip) = self.border?;
        let from = self.text.ceil_char_boundary(window.start.saturating_sub(skip));
        let end = self.text.floor_char_boundary(window.end + border.len());
        let found = self.text.get(from..end)?.find(border)?;
        Some(from + found + skip).filter(|at| window.contains(at))
    }

    /// The elements from a place up to the first one that begins at or after `until`.
    pub(super) fn part(&self, mut cursor: Cursor<'s>, until: usize, tapes: Vec<Tape<'s>>) -> Part<'s, R> {
        let mut pipe = Pipe::new(&self.prepare, tapes);
        let mut walker = Walker::new(&mut pipe);
        let (from, mut elements) = (cursor.at, 0);
        let end = loop {
            let role = if self.between == Between::Records { Position::Record } else { Position::Outer };
            let whole = walker.sink.events.len();
            if cursor.value(WalkSeed { scan: &mut walker, role }).is_none() {
                walker.sink.events.truncate(whole);
                break PartEnd::Irregular;
            }
            elements += 1;
            match (cursor.peek(), self.between) {
                (None, Between::Documents) => break PartEnd::List(cursor.at),
                (Some(b'{' | b'['), Between::Documents) => {}
                (Some(b']'), Between::Records | Between::Pages) => break PartEnd::List(cursor.at + 1),
                (Some(b','), Between::Records | Between::Pages) => {
                    cursor.at += 1;
                    cursor.peek();
                }
                _ => break PartEnd::Irregular,
            }
            if cursor.at >= until {
                break PartEnd::Element(cursor.at);
            }
        };
        let pages = walker.pages;
        // A list that is a record forgets the keys around the records.
        let is_odd = pipe.is_deep() || self.between == Between::Records && pages > 0;
        let end = if is_odd { PartEnd::Irregular } else { end };
        Part { from, events: pipe.events, elements, pages, end }
    }
}

//! How text looks: colours, symbols, width. Colour says nothing that a symbol or a word does not say as well.

use anstyle::{AnsiColor, Style};

#[cfg(feature = "native")]
use super::sink::{LINK, LINK_END};
use super::terms::Verdict;

/// What the terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours are wanted.
    pub colour: bool,
    /// Symbols beyond ASCII can be shown.
    pub unicode: bool,
    /// The terminal shows links.
    pub links: bool,
    /// Columns.
    pub width: usize,
    /// How much of a long list is shown.
    pub detail: Detail,
}

/// How much of a long list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// How many there are, and the first ones.
    #[default]
    First,
    /// All of it.
    All,
}

/// What a colour says, the same in every report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Ready, or a check that passed.
    Good,
    /// Somebody has to do something.
    ActNow,
    /// It depends on something.
    Depends,
    /// Nobody knows.
    NotKnown,
}

impl Default for Look {
    fn default() -> Self {
        Self { colour: false, unicode: false, links: false, width: 100, detail: Detail::First }
    }
}

impl Look {
    /// A text in a style.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A heading.
    pub(crate) fn heading(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// A text that leads to a page, where the terminal can do that.
    #[cfg(feature = "native")]
    pub(crate) fn link(&self, page: Option<&str>, text: &str) -> String {
        let page = page.filter(|_| self.links);
        page.map_or_else(|| text.to_owned(), |page| format!("{LINK}{page}{LINK_END}{text}{LINK}{LINK_END}"))
    }

    /// Something that matters less.
    pub(crate) fn faint(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// Something between the names of a path.
    pub(crate) fn arrow(&self) -> &'static str {
        if self.unicode { " → " } else { " -> " }
    }

    /// What stands for a verdict in a matrix.
    pub(crate) fn symbol(&self, verdict: Verdict) -> &'static str {
        match (verdict, self.unicode) {
            (Verdict::Allowed, true) => "✓",
            (Verdict::Allowed, false) => "y",
            (Verdict::Eligible, true) => "◔",
            (Verdict::Eligible, false) => "e",
            (Verdict::Conditional, true) => "≈",
            (Verdict::Conditional, false) => "c",
            (Verdict::Unknown, _) => "?",
            (Verdict::Blocked, true) => "⊘",
            (Verdict::Blocked, false) => "x",
            (Verdict::NotAllowed, true) => "·",
            (Verdict::NotAllowed, false) => ".",
            (Verdict::NotAsked, true) => "–",
            (Verdict::NotAsked, false) => "-",
        }
    }

    /// A text in the colour of a verdict. To have power is neither good nor bad: only what depends on something, or is not known, stands out.
    pub(crate) fn verdict(&self, verdict: Verdict, text: &str) -> String {
        match verdict {
            Verdict::Allowed => text.to_owned(),
            Verdict::Eligible | Verdict::Conditional => self.tone(Tone::Depends, text),
            Verdict::Unknown => self.tone(Tone::NotKnown, text),
            Verdict::Blocked | Verdict::NotAllowed | Verdict::NotAsked => self.faint(text),
        }
    }

    /// A heading in a tone.
    pub(crate) fn tone(&self, tone: Tone, text: &str) -> String {
        let colour = match tone {
            Tone::Good => AnsiColor::Green,
            Tone::ActNow => AnsiColor::Red,
            Tone::Depends => AnsiColor::Yellow,
            Tone::NotKnown => AnsiColor::Magenta,
        };
        self.paint(Style::new().bold().fg_color(Some(colour.into())), text)
    }
}

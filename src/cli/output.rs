//! Where answers go, and what the terminal can show.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, MietteHandlerOpts};
use rolecall::model::{Note, Severity};
use rolecall::report::{CleanWriter, Escape, Look, ReadBy, clean, safe};

use super::common::{Color, Common};
use super::error::CliError;

/// What is known about the terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    color: Color,
    unicode: bool,
    width: usize,
}

impl Terminal {
    pub(crate) fn new(color: Color) -> Self {
        Self { color, unicode: has_unicode(), width: width() }
    }

    /// How a report on standard output looks.
    pub(crate) fn look(&self, common: &Common) -> Look {
        let to_terminal = common.output.is_none() && io::stdout().is_terminal();
        let pipeline = common.output.is_none() && is_pipeline();
        Look { colour: self.colours(to_terminal), unicode: self.unicode, width: self.width, pipeline }
    }

    fn colours(&self, is_terminal: bool) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !refused && !dumb,
        }
    }

    /// Makes diagnostics look like the rest.
    pub(crate) fn install_diagnostics(&self) {
        let (colours, unicode, width) = (self.colours(io::stderr().is_terminal()), self.unicode, self.width);
        let options = move || MietteHandlerOpts::new().color(colours).unicode(unicode).width(width).terminal_links(false);
        // Only a second call could fail, and there is none.
        let _ = miette::set_hook(Box::new(move |_| Box::new(options().build())));
    }
}

/// Whether a pipeline reads commands from what is printed.
fn is_pipeline() -> bool {
    ["TF_BUILD", "GITHUB_ACTIONS"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// What reads standard error, which may have colours of our own.
fn reader() -> ReadBy {
    ReadBy { colour: true, pipeline: is_pipeline(), escape: Escape::Plain }
}

/// Prints a diagnostic on standard error.
pub(crate) fn diagnostic(error: &miette::Report) {
    anstream::eprint!("{}", safe(&format!("{error:?}"), reader()));
}

/// Prints notes on standard error, as many as were asked for.
pub(crate) fn notes(common: &Common, notes: &[Note]) -> miette::Result<()> {
    let least = match (common.quiet, common.verbose) {
        (true, _) => return Ok(()),
        (_, true) => Severity::Note,
        _ => Severity::Warning,
    };
    let mut stderr = CleanWriter::new(BufWriter::new(io::stderr().lock()), ReadBy { colour: false, ..reader() });
    for note in notes.iter().filter(|note| note.severity >= least) {
        let severity = format!("{:?}", note.severity).to_lowercase();
        let place = note.place.as_ref();
        let place = place.map(|place| format!("{}:{}:{}: ", clean(&place.path), place.line, place.column)).unwrap_or_default();
        writeln!(stderr, "{place}{severity}[{}]: {}", note.code, clean(&note.message)).into_diagnostic()?;
        if let Some(help) = &note.help {
            writeln!(stderr, "  help: {}", clean(help)).into_diagnostic()?;
        }
    }
    stderr.flush().into_diagnostic()
}

/// Prints a line about what was done, on standard error.
pub(crate) fn progress(common: &Common, line: &str) -> miette::Result<()> {
    if common.quiet { Ok(()) } else { writeln!(io::stderr().lock(), "{}", safe(line, reader())).into_diagnostic() }
}

/// Whether the locale says that the terminal shows more than ASCII.
fn has_unicode() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let windows_terminal = cfg!(windows) && std::env::var_os("WT_SESSION").is_some();
    windows_terminal || locale.is_some_and(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    asked.or_else(measured).unwrap_or(100).clamp(40, 200)
}

/// Writes a report: to the file that was asked for, whole or not at all, else to standard output.
pub(crate) fn write(common: &Common, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    let Some(path) = &common.output else {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        content(&mut out).into_diagnostic()?;
        return out.flush().into_diagnostic();
    };
    write_file(path, content)
}

/// Writes a file, whole or not at all.
pub(crate) fn write_file(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    let partial = beside(path);
    let written = write_to(&partial, content).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|cause| {
        // What was begun is taken away; if even that fails, the first failure is the one to tell.
        let _ = std::fs::remove_file(&partial);
        CliError::Write { path: path.display().to_string(), cause }.into()
    })
}

fn write_to(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, std::fs::File::create(path)?);
    content(&mut out)?;
    out.flush()
}

/// A file of another name in the same folder: renaming it replaces the old one at once.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    path.with_file_name(name)
}

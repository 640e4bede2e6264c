//! Writes answers to standard output or a file, and finds out what the terminal can show.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use miette::MietteHandlerOpts;
use rolecall::model::{Note, Severity};
use rolecall::report::{CleanWriter, Detail, Escape, Format, Look, ReadBy, Writable, clean, safe};
use textwrap::{WordSeparator, WordSplitter};

use super::common::{Color, Common};
use super::error::CliError;
use super::files;
use super::pager::{self, Pager};
use super::progress::{self, Step};
use super::prose::Prose;

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
        let detail = if common.verbose { Detail::All } else { Detail::First };
        let links = common.output.is_none() && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Look { colour: self.colours(to_terminal), unicode: self.unicode, links, width: self.width, detail }
    }

    /// How lists and pages look that are no reports.
    pub(crate) fn prose(&self, common: &Common) -> Prose {
        let to_terminal = common.output.is_none() && io::stdout().is_terminal();
        Prose { width: common.output.is_none().then_some(self.width), colour: self.colours(to_terminal) }
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
        let options = move || {
            let options = MietteHandlerOpts::new().color(colours).unicode(unicode).width(width).terminal_links(false);
            // An id is to be copied: lines end between words, never at its dashes and slashes.
            options.break_words(false).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation)
        };
        // Only a second call could fail, and there is none.
        let _ = miette::set_hook(Box::new(move |_| Box::new(options().build())));
    }
}

/// The file that the answer goes to.
static OUTPUT: OnceLock<PathBuf> = OnceLock::new();

/// Takes note of where the answer goes to.
pub(crate) fn begin(common: &Common) {
    if let Some(path) = &common.output {
        // Only a second call could fail, and there is none.
        let _ = OUTPUT.set(path.clone());
    }
}

/// Refuses an input that the answer would be written over.
pub(crate) fn spare(input: &Path) -> Result<(), CliError> {
    match OUTPUT.get().filter(|output| files::are_one(output, input)) {
        Some(output) => Err(CliError::OutputIsInput(output.display().to_string())),
        None => Ok(()),
    }
}

/// What reads standard error, which may have colours of our own.
fn reader() -> ReadBy<'static> {
    ReadBy { colour: true, links: None, escape: Escape::Plain }
}

/// Prints a diagnostic on standard error.
pub(crate) fn diagnostic(error: &miette::Report) {
    progress::end();
    // Nobody may be there to read it.
    let _ = write!(anstream::stderr(), "{}", safe(&format!("{error:?}"), reader()));
}

/// Prints notes on standard error, as many as were asked for.
pub(crate) fn notes(common: &Common, notes: &[Note]) {
    let least = match (common.quiet, common.verbose) {
        (true, _) => return,
        (_, true) => Severity::Note,
        _ => Severity::Warning,
    };
    progress::aside(|| {
        let mut stderr = CleanWriter::new(BufWriter::new(io::stderr().lock()), ReadBy { colour: false, ..reader() });
        notes.iter().filter(|note| note.severity >= least).for_each(|note| write_note(&mut stderr, note));
        let _ = stderr.flush();
    });
}

fn write_note(stderr: &mut dyn Write, note: &Note) {
    let severity = format!("{:?}", note.severity).to_lowercase();
    let place = note.place.as_ref();
    let place = place.map(|place| format!("{}:{}:{}: ", clean(&place.path), place.line, place.column)).unwrap_or_default();
    let _ = writeln!(stderr, "{place}{severity}[{}]: {}", note.code, clean(&note.message));
    if let Some(help) = &note.help {
        let _ = writeln!(stderr, "  help: {}", clean(help));
    }
}

/// Prints a line about what was done, on standard error.
pub(crate) fn say(common: &Common, line: &str) {
    if !common.quiet {
        let _ = progress::aside(|| writeln!(io::stderr().lock(), "{}", safe(line, reader())));
    }
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

/// Writes a report in a format, and says in short what it says where it goes to a file.
pub(crate) fn report<R: Writable>(common: &Common, terminal: &Terminal, (report, format): (&R, Format)) -> miette::Result<()> {
    if format.is_binary() && common.output.is_none() && io::stdout().is_terminal() {
        return Err(CliError::BinaryToTerminal(format.name()).into());
    }
    let look = terminal.look(common);
    write_and_say(common, report.in_short().as_deref(), |out| report.write(format, &look, out))
}

/// Writes what was asked for: to the file that was named, whole or not at all, else to standard output.
pub(crate) fn write(common: &Common, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    write_and_say(common, None, content)
}

fn write_and_say(
    common: &Common,
    in_short: Option<&str>,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> miette::Result<()> {
    let Some(path) = &common.output else {
        let pager = if common.pager && io::stdout().is_terminal() { pager::asked() } else { None };
        return match pager {
            Some(command) => to_pager(&command, content),
            None => to_stdout(content),
        };
    };
    progress::step(Step::Writing);
    write_file(path, content)?;
    progress::end();
    // Of a stream or a device nobody can tell what was written to it.
    if let Some(about) = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file) {
        let short = in_short.map(|short| format!(": {short}")).unwrap_or_default();
        say(common, &format!("wrote {} ({}){short}", path.display(), progress::size(about.len())));
    }
    Ok(())
}

/// Writes to standard output.
pub(crate) fn to_stdout(content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    progress::end();
    written(io::stdout().lock(), content)
}

/// Writes to a pager, and waits until it ends.
fn to_pager(command: &str, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    progress::end();
    let mut pager = Pager::start(command)?;
    let result = pager.input().map_or(Ok(()), |input| written(input, content));
    pager.wait();
    result
}

/// Writes to somebody who may close what is read before its end.
fn written(out: impl Write, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, Watched { out, is_closed: false });
    let written = content(&mut out).and_then(|()| out.flush());
    if out.get_ref().is_closed {
        return Err(CliError::Closed.into());
    }
    written.map_err(|cause| CliError::Output { cause }.into())
}

/// Writes a file, whole or not at all.
pub(crate) fn write_file(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    if ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|own| path == Path::new(own)) {
        return to_stdout(content);
    }
    files::write(path, content).map_err(|cause| match cause.kind() {
        io::ErrorKind::BrokenPipe => CliError::Closed.into(),
        _ => CliError::Write { path: path.display().to_string(), cause }.into(),
    })
}

/// Remembers whether the reader went away: formats that are written by others lose that.
struct Watched<W> {
    out: W,
    is_closed: bool,
}

impl<W: Write> Watched<W> {
    fn watch<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.is_closed |= done.as_ref().is_err_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
        done
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.watch(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.watch(done)
    }
}

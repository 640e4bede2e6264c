//! Reads the messages of a stream: each has a head with its length, then JSON.

use std::io::{self, BufRead, Read};

use lsp_server::Message;

/// So many bytes a head has at most.
const LONGEST_HEAD: u64 = 1 << 12;

/// A longer message is passed over. A text of 10 MB, which is not looked at, has its place in one.
const LONGEST_MESSAGE: u64 = 1 << 28;

/// What was read.
#[derive(Debug)]
pub(super) enum Received {
    /// A message.
    Message(Message),
    /// Something of the right length that is no message.
    Malformed,
}

/// The next message; `None`: the stream ends. An error is a stream in which no message can be found any more.
pub(super) fn read(stream: &mut impl BufRead) -> io::Result<Option<Received>> {
    let Some(length) = head(stream)? else { return Ok(None) };
    let mut body = stream.take(length);
    if length > LONGEST_MESSAGE {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Some(Received::Malformed));
    }
    // The memory grows with what comes, not with what was announced.
    let mut bytes = Vec::new();
    if (body.read_to_end(&mut bytes)? as u64) < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&bytes).map_or(Received::Malformed, Received::Message)))
}

/// The length that the head of a message announces.
fn head(stream: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    let mut head = stream.take(LONGEST_HEAD);
    loop {
        let mut line = Vec::new();
        head.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line);
        match line.trim_end_matches(['\r', '\n']) {
            _ if !line.ends_with('\n') && line.is_empty() && head.limit() > 0 => return Ok(None),
            _ if !line.ends_with('\n') => return Err(malformed()),
            "" => return length.map(Some).ok_or_else(malformed),
            field => {
                let value = field.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"));
                length = value.map_or(Ok(length), |(_, value)| value.trim().parse().map(Some).map_err(|_| malformed()))?;
            }
        }
    }
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message begins with no `Content-Length`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lsp_frames_are_found_or_refused() {
        let rows = [
            ("Content-Length: 2\r\n\r\n{}", "Ok(Some(Malformed))", "no message"),
            ("Content-Length: 17\r\n\r\n{\"method\":\"exit\"}", "Ok(Some(Message", "a message"),
            ("content-length:17\nContent-Type: x\n\n{\"method\":\"exit\"}", "Ok(Some(Message", "another spelling"),
            ("Content-Length: 5\r\n\r\n\"\u{ff}\u{ff}", "Ok(Some(Malformed))", "cut in a character"),
            ("", "Ok(None)", "the end"),
            ("Content-Length: 9\r\n\r\n{}", "Ok(None)", "the end inside a message"),
            ("Content-Length: 18446744073709551615\r\n\r\n{}", "Ok(Some(Malformed))", "more than there is memory"),
            ("Content-Length: -1\r\n\r\n", "Err", "no length"),
            ("Content-Length: 99999999999999999999\r\n\r\n", "Err", "no number that a machine has"),
            ("\r\n{}", "Err", "no head"),
            ("GET / HTTP/1.1", "Err", "another protocol"),
        ];
        for (text, wanted, why) in rows {
            let read = format!("{:?}", read(&mut text.as_bytes()));
            assert!(read.starts_with(wanted), "{why}: {read}");
        }
        assert!(read(&mut "x".repeat(1 << 14).as_bytes()).is_err(), "a head that does not end");
    }
}

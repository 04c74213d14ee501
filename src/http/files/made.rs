//! Where does an answer lie that is too large to hold? In a file without a name, gone with the last who reads it.

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::fs::File;
use std::future::Future;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::task::{JoinHandle, spawn_blocking};

/// Bytes that are read at once: some clients of each processor may wait for their next.
const READ_BYTES: u64 = 128 << 10;

/// Bytes that no longer change.
#[derive(Debug)]
pub struct Made {
    file: File,
    length: u64,
}

impl Made {
    /// Has bytes written, at most so many.
    ///
    /// # Errors
    /// [`io::ErrorKind::FileTooLarge`] for more; else what `write` fails with, or the directory of temporary files.
    pub fn of(most: u64, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Self> {
        let mut out =
            BufWriter::with_capacity(1 << 20, Counted { file: tempfile::tempfile()?, length: 0, most, is_full: false });
        if let Err(error) = write(&mut out) {
            // Whoever wrote may have put its own error around ours.
            return Err(if out.get_ref().is_full { io::ErrorKind::FileTooLarge.into() } else { error });
        }
        let Counted { file, length, .. } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file, length })
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Some of the bytes, to be sent.
    pub fn part(self: &Arc<Self>, bytes: Range<u64>) -> Part {
        let end = bytes.end.min(self.length);
        Part { made: self.clone(), at: bytes.start.min(end), end, reading: None }
    }

    fn read(&self, bytes: Range<u64>) -> io::Result<Bytes> {
        let mut buffer = vec![0; usize::try_from(bytes.end - bytes.start).unwrap_or(0)];
        read_exact_at(&self.file, &mut buffer, bytes.start)?;
        Ok(buffer.into())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = buffer.get_mut(read..).unwrap_or_default();
                at += read as u64;
            }
        }
    }
    Ok(())
}

/// Writes no more than it may.
struct Counted {
    file: File,
    length: u64,
    most: u64,
    is_full: bool,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.length + bytes.len() as u64 > self.most {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A body that is read from the file as it is sent, so that no more of it is held than is under way.
#[derive(Debug)]
pub struct Part {
    made: Arc<Made>,
    at: u64,
    end: u64,
    /// The read under way.
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Body for Part {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let next = self.at..self.end.min(self.at + READ_BYTES);
        let made = self.made.clone();
        // A disk may be slow, and other answers must not wait for it.
        let reading = self.reading.get_or_insert_with(|| spawn_blocking(move || made.read(next)));
        let read = ready!(Pin::new(reading).poll(context)).map_err(io::Error::other).and_then(|read| read);
        self.reading = None;
        match &read {
            Ok(bytes) => self.at += bytes.len() as u64,
            Err(_) => self.at = self.end,
        }
        Poll::Ready(Some(read.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.at >= self.end
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.end - self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn every_part_is_what_was_written_there() {
        let bytes: Vec<u8> = (0..300_000_u32).flat_map(|number| number.to_le_bytes()).collect();
        let made = Arc::new(Made::of(1 << 30, |out| out.write_all(&bytes)).unwrap());
        assert_eq!(made.length(), bytes.len() as u64);
        for (start, end) in [(0, bytes.len()), (0, 1), (5, 5), (131_071, 131_073), (7, 800_000), (1_199_999, 1_200_000)]
        {
            let part = made.part(start as u64..end as u64);
            assert_eq!(part.size_hint().exact(), Some((end - start) as u64));
            assert_eq!(part.collect().await.unwrap().to_bytes(), bytes[start..end], "{start}..{end}");
        }
        assert!(made.part(2_000_000..3_000_000).collect().await.unwrap().to_bytes().is_empty());
    }

    #[test]
    fn no_more_is_written_than_may_be() {
        let write = |out: &mut dyn Write| (0..1000).try_for_each(|_| out.write_all(&[0; 4096]));
        assert_eq!(Made::of(3 << 20, write).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(Made::of(4 << 20, write).unwrap().length(), 4_096_000);
    }
}

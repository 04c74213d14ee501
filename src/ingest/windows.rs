//! How is a GeoJSON text read that need not be held? In windows which begin where a feature may, each byte once.

use super::guess::Head;
use std::io::{self, Read};
use std::ops::Range;

/// How much is read and judged at once, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Of a window: enough pieces for all cores, too few bytes to leave the cache.
    pub window: usize,
    /// Of the features that one core judges in a row, at least: few enough to stay in its cache until they are put in
    /// order.
    pub piece: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { window: 4 << 20, piece: 64 << 10 }
    }
}

/// Windows at most that a piece may be long: a longer one is no list of features as stations have.
const MOST_OF_A_PIECE: usize = 8;

/// A text on its way.
pub(super) struct Windows<R> {
    input: R,
    sizes: Sizes,
    ended: bool,
}

/// Some bytes of the text.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Room for them: what was read once need not be cleared to be read to again.
    room: Vec<u8>,
    length: usize,
    /// The byte of the text at which they begin.
    pub start: usize,
    /// Ranges of them that begin where a feature may, one behind the other.
    pub pieces: Vec<Range<usize>>,
    /// Whether nothing comes after them.
    pub is_last: bool,
}

impl Window {
    pub(super) fn bytes(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or_default()
    }

    /// Where its pieces end; the next window begins there.
    pub(super) fn end(&self) -> usize {
        self.pieces.last().map_or(self.length, |piece| piece.end)
    }

    fn make_room(&mut self, length: usize) {
        if self.room.len() < length {
            self.room.resize(length, 0);
        }
    }
}

impl<R: Read> Windows<R> {
    /// A text from its beginning on.
    pub(super) fn of(input: R, sizes: Sizes) -> Self {
        Self { input, sizes, ended: false }
    }

    /// The first bytes.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub(super) fn first(&mut self) -> io::Result<Window> {
        let mut window = Window::default();
        self.read_on(&mut window)?;
        Ok(window)
    }

    /// The window after one, in the room of another. None if there should be a piece in it by then.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn next(&mut self, before: &Window, head: &Head, mut room: Window) -> io::Result<Option<Window>> {
        let rest = before.bytes().get(before.end()..).unwrap_or_default();
        room.length = 0;
        room.pieces.clear();
        room.start = before.start + before.end();
        room.make_room(rest.len());
        if let Some(begin) = room.room.get_mut(..rest.len()) {
            begin.copy_from_slice(rest);
            room.length = rest.len();
        }
        self.read_on(&mut room)?;
        Ok(self.divide(&mut room, head, 0)?.then_some(room))
    }

    /// Finds pieces of a window from one of its bytes on, reading on while there is none. False if there should be one by
    /// then.
    ///
    /// # Errors
    /// Why more of the text cannot be read.
    pub(super) fn divide(&mut self, window: &mut Window, head: &Head, from: usize) -> io::Result<bool> {
        loop {
            let Window { room, length, pieces, is_last, .. } = window;
            head.pieces(room.get(..*length).unwrap_or_default(), from, self.sizes.piece, !*is_last, pieces);
            if !pieces.is_empty() || *is_last {
                return Ok(true);
            }
            if *length > self.sizes.window.saturating_mul(MOST_OF_A_PIECE) {
                return Ok(false);
            }
            self.read_on(window)?;
        }
    }

    /// Reads another window's length behind what is there.
    fn read_on(&mut self, window: &mut Window) -> io::Result<()> {
        let end = window.length.saturating_add(self.sizes.window.max(1));
        window.make_room(end);
        while !self.ended && window.length < end {
            let Some(room) = window.room.get_mut(window.length..end) else { break };
            match self.input.read(room) {
                Ok(0) => self.ended = true,
                Ok(read) => window.length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        window.is_last = self.ended;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, is interrupted in between, and fails at a byte.
    struct Halting<'a> {
        text: &'a [u8],
        at: usize,
        fails_at: usize,
        asked: usize,
    }

    impl Read for Halting<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.asked += 1;
            if self.asked.is_multiple_of(3) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            if self.at >= self.fails_at {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let read = into.len().min(1 + self.asked % 40).min(self.text.len() - self.at);
            into[..read].copy_from_slice(&self.text[self.at..self.at + read]);
            self.at += read;
            Ok(read)
        }
    }

    const FEATURE: &str = r#"{"type":"Feature","id":1}"#;
    const SIZES: Sizes = Sizes { window: 600, piece: 100 };

    fn halting(text: &str, fails_at: usize) -> Windows<Halting<'_>> {
        Windows::of(Halting { text: text.as_bytes(), at: 0, fails_at, asked: 3 }, SIZES)
    }

    #[test]
    fn windows_run_on_from_each_other_and_cover_the_text_however_little_is_read_at_once() {
        let text = vec![FEATURE; 200].join(",\n");
        let mut windows = halting(&text, usize::MAX);
        let mut window = windows.first().unwrap();
        let head = Head::of(window.bytes(), 0);
        assert!(windows.divide(&mut window, &head, 0).unwrap());
        let (mut covered, mut count) = (0, 0);
        loop {
            count += 1;
            assert_eq!(window.start, covered);
            assert!(text.as_bytes()[covered..].starts_with(window.bytes()));
            assert!(window.bytes().len() <= 2 * SIZES.window);
            assert!(window.pieces.iter().all(|piece| window.bytes()[piece.start..].starts_with(FEATURE.as_bytes())));
            covered += window.end();
            if window.is_last {
                break;
            }
            window = windows.next(&window, &head, Window::default()).unwrap().unwrap();
        }
        assert_eq!(covered, text.len());
        assert!(count >= text.len() / (2 * SIZES.window), "{count}");
    }

    #[test]
    fn what_cannot_be_read_is_told_and_a_piece_without_end_is_given_up() {
        let text = vec![FEATURE; 200].join(",\n");
        assert!(halting(&text, 100).first().is_err());
        let mut windows = halting(&text, 1000);
        let mut window = windows.first().unwrap();
        let head = Head::of(window.bytes(), 0);
        assert!(windows.divide(&mut window, &head, 0).unwrap());
        assert!(windows.next(&window, &head, Window::default()).is_err());
        let endless = format!("{FEATURE}{}", " ".repeat(20 * SIZES.window));
        let mut windows = halting(&endless, usize::MAX);
        let mut window = windows.first().unwrap();
        assert!(!windows.divide(&mut window, &Head::of(FEATURE.as_bytes(), 0), 0).unwrap());
        assert!(window.bytes().len() < 10 * SIZES.window);
    }
}

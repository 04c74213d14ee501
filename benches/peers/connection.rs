//! What is one connection of the load client? A plain socket that is asked, and read until its answer ends.

use crate::protocol::Protocol;
use anyhow::{anyhow, ensure};
use std::future::poll_fn;
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How much is read at once.
const ROOM: usize = 64 << 10;

pub struct Connection {
    stream: TcpStream,
    protocol: Protocol,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects, and says what the protocol wants said first.
    pub async fn open(address: &str, protocol: Protocol, ask: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut connection = Self { stream, protocol, buffer: vec![0; ROOM] };
        for greeting in protocol.greetings(ask) {
            connection.ask(&greeting).await?;
        }
        Ok(connection)
    }

    /// Asks one question and waits for the whole answer; the length of its body.
    pub async fn ask(&mut self, question: &[u8]) -> anyhow::Result<usize> {
        let mut written = 0;
        while written < question.len() {
            written += poll_fn(|cx| Pin::new(&mut self.stream).poll_write(cx, &question[written..])).await?;
        }
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let mut room = ReadBuf::new(&mut self.buffer[filled..]);
            poll_fn(|cx| Pin::new(&mut self.stream).poll_read(cx, &mut room)).await?;
            let read = room.filled().len();
            ensure!(read > 0, "the server hung up");
            filled += read;
            if let Some((length, body)) = self.protocol.answer(&self.buffer[..filled]).map_err(|told| anyhow!(told))? {
                ensure!(length == filled, "the server answers more than it was asked");
                return Ok(body);
            }
        }
    }
}

//! How is a listener closed without cutting off whoever has just connected? Nobody new first, then those who are there.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long connections that were begun before may take to be established: a round trip over a continent.
const HANDSHAKE: Duration = Duration::from_millis(100);

/// Takes all that are connected, or about to be, and closes the listener.
///
/// The system establishes connections by itself and resets those that nobody accepted when their listener is closed.
/// Clients that were told nothing would lose a request that way under any load. So the listener goes deaf for
/// beginnings first; whoever tries is not connected, tries again a second later and finds nobody.
pub async fn last_call(listener: TcpListener, mut take: impl FnMut(io::Result<(TcpStream, SocketAddr)>)) {
    // Where that cannot be had the gap is as short as it can be.
    let deaf = go_deaf(&listener).is_ok();
    let patience = if deaf { HANDSHAKE } else { Duration::ZERO };
    let last = async {
        loop {
            let accepted = listener.accept().await;
            let failed = accepted.is_err();
            take(accepted);
            if failed {
                break;
            }
        }
    };
    let _ = timeout(patience, last).await;
}

#[cfg(target_os = "linux")]
fn go_deaf(listener: &TcpListener) -> io::Result<()> {
    use socket2::{SockFilter, SockRef};
    /// Place of the flags in a TCP header, and those of a beginning among them (RFC 9293, section 3.1).
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    const SYN_ACK: u32 = 0x12;
    // Classic BPF (Linux, Documentation/networking/filter.rst): load a byte, mask it, compare, drop or pass.
    const LOAD_BYTE: u16 = 0x30;
    const AND: u16 = 0x54;
    const IF_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    SockRef::from(listener).attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(AND, 0, 0, SYN_ACK),
        SockFilter::new(IF_EQUAL, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ])
}

#[cfg(not(target_os = "linux"))]
fn go_deaf(_: &TcpListener) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

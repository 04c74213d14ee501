//! Does a supervisor want to know? systemd is told if `NOTIFY_SOCKET` asks for it (sd_notify(3)).

/// The service answers.
pub(super) fn tell_ready() {
    tell("READY=1\n");
}

/// The service loads its data anew; [`tell_ready`] tells that it has. systemd asks for the time, so that it can tell
/// this from what was said before it asked.
pub(super) fn tell_reloading() {
    #[cfg(target_os = "linux")]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        let microseconds = i128::from(now.tv_sec) * 1_000_000 + i128::from(now.tv_nsec) / 1000;
        tell(&format!("RELOADING=1\nMONOTONIC_USEC={microseconds}\n"));
    }
}

/// The service was told to stop.
pub(super) fn tell_stopping() {
    tell("STOPPING=1\n");
}

fn tell(state: &str) {
    #[cfg(target_os = "linux")]
    if let Some(asked) = std::env::var_os("NOTIFY_SOCKET")
        && let Err(error) = send(&asked, state)
    {
        tracing::warn!(%error, "NOTIFY_SOCKET could not be told");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = state;
}

/// Sends to a socket by its path, or by its abstract name, which begins with an `@`.
#[cfg(target_os = "linux")]
fn send(asked: &std::ffi::OsStr, state: &str) -> std::io::Result<()> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    let address = match asked.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(asked)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address)?;
    Ok(())
}

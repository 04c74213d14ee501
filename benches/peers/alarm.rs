//! When is it time? A timer as exact as the kernel's, as the runtime's own counts milliseconds; and how much processor time went by.

use std::time::{Duration, Instant};

/// A timer for one connection.
#[cfg(target_os = "linux")]
pub struct Alarm(tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>);

#[cfg(target_os = "linux")]
impl Alarm {
    // What takes its place needs `unsafe`; here the descriptor is owned, and so stays open as long as it is watched.
    #[allow(deprecated, reason = "its successor is unsafe")]
    pub fn new() -> anyhow::Result<Self> {
        use rustix::time::{TimerfdClockId, TimerfdFlags, timerfd_create};
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        Ok(Self(tokio::io::unix::AsyncFd::new(timerfd_create(TimerfdClockId::Monotonic, flags)?)?))
    }

    /// Waits until an instant.
    pub async fn until(&self, due: Instant) -> anyhow::Result<()> {
        use rustix::time::{Itimerspec, TimerfdTimerFlags, Timespec, timerfd_settime};
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let none = Timespec { tv_sec: 0, tv_nsec: 0 };
        let it_value = Timespec { tv_sec: left.as_secs() as _, tv_nsec: left.subsec_nanos().into() };
        // Set anew, the timer forgets that it went off before.
        timerfd_settime(self.0.get_ref(), TimerfdTimerFlags::empty(), &Itimerspec { it_interval: none, it_value })?;
        self.0.readable().await?.clear_ready();
        Ok(())
    }
}

/// A timer for one connection.
#[cfg(not(target_os = "linux"))]
pub struct Alarm;

#[cfg(not(target_os = "linux"))]
impl Alarm {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self)
    }

    /// Waits until an instant, to the millisecond.
    pub async fn until(&self, due: Instant) -> anyhow::Result<()> {
        tokio::time::sleep_until(due.into()).await;
        Ok(())
    }
}

/// Processor time of this process so far.
#[cfg(target_os = "linux")]
pub fn processor_time() -> Duration {
    let told = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(told.tv_sec as u64, told.tv_nsec as u32)
}

/// Processor time of this process so far; not known here.
#[cfg(not(target_os = "linux"))]
pub fn processor_time() -> Duration {
    Duration::ZERO
}

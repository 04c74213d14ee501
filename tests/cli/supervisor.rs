//! Is the supervisor told when the service is ready and when it stops?

use super::program::{Service, good, program};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

fn told(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 256];
    let length = socket.recv(&mut bytes).unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

#[test]
fn ready_is_told_with_the_data_and_stopping_with_the_signal() {
    let dir = good();
    let path = dir.path().join("notify");
    let name = format!("waystation-test-{}", std::process::id());
    let by_name = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    for (socket, asked) in
        [(UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned()), (by_name, format!("@{name}"))]
    {
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let service = Service::start(
            program()
                .arg("serve")
                .arg(dir.path())
                .args(["--listen", "127.0.0.1:0", "--drain-grace-s", "0"])
                .env("NOTIFY_SOCKET", &asked),
        );
        assert_eq!(told(&socket), "READY=1\n");
        assert_eq!(service.get("/readyz").0, 200);
        service.signal("TERM");
        assert_eq!(told(&socket), "STOPPING=1\n");
        assert_eq!(service.ended().0, Some(0));
    }
}

#[test]
fn a_supervisor_that_is_not_there_is_no_reason_not_to_serve() {
    let dir = good();
    let service = Service::start(
        program()
            .arg("serve")
            .arg(dir.path())
            .args(["--listen", "127.0.0.1:0", "--drain-grace-s", "0"])
            .env("NOTIFY_SOCKET", "/nowhere/at/all"),
    );
    assert_eq!(service.get("/readyz").0, 200);
    service.signal("TERM");
    let (code, _, log) = service.ended();
    assert!(code == Some(0) && log.contains("NOTIFY_SOCKET"), "{log}");
}

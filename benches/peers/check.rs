//! Do the client's readers find where an answer ends? Each answer cut at every byte, and answers that are none.

use crate::{http_answer, postgres, resp};

/// Asserts that nothing shorter than a whole answer is taken for one.
fn cut<T: PartialEq + std::fmt::Debug>(answer: &[u8], read: fn(&[u8]) -> Result<Option<T>, String>, whole: T) {
    for length in 0..answer.len() {
        assert_eq!(read(&answer[..length]), Ok(None), "{length} of {} bytes", answer.len());
    }
    assert_eq!(read(answer), Ok(Some(whole)));
}

pub fn readers() {
    let plain = b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello";
    cut(plain, http_answer::answer, (plain.len(), 5));
    let chunked =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123\r\n6789\r\n0\r\n\r\n";
    cut(chunked, http_answer::answer, (chunked.len(), 15));
    let empty = b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n";
    cut(empty, http_answer::answer, (empty.len(), 0));
    for bad in [
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "nothing\r\n\r\n",
    ] {
        assert!(http_answer::answer(bad.as_bytes()).is_err(), "{bad}");
    }
    let array = b"*3\r\n$2\r\n\r\n\r\n*2\r\n:1\r\n$-1\r\n+OK\r\n";
    cut(array, resp::answer, array.len());
    assert!(resp::answer(b"*2\r\n:1\r\n-ERR no\r\n").is_err());
    assert_eq!(resp::command(["GET", "a"].into_iter()), b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
    let row = b"2\0\0\0\x04D\0\0\0\x0b\0\x01\xff\xff\xff\xff\x5aZ\0\0\0\x05I";
    cut(row, postgres::answer, row.len());
    assert!(postgres::answer(b"E\0\0\0\x07no\0").is_err());
    assert!(postgres::answer(b"R\0\0\0\x08\0\0\0\x03Z\0\0\0\x05I").is_err());
    println!("the readers find where answers end");
}

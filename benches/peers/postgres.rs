//! How is PostgreSQL asked? One prepared statement a connection, in the frontend protocol 3.0 (PostgreSQL manual, chapter 55).

/// A message: its kind, its length with the four bytes of itself, its body.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend_from_slice(&(body.len() as u32 + 4).to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// What opens a connection: who asks, and of which database. The server lets everybody in.
pub fn startup(user: &str, database: &str) -> Vec<u8> {
    let mut body = 196_608u32.to_be_bytes().to_vec();
    for word in ["user", user, "database", database, ""] {
        body.extend_from_slice(word.as_bytes());
        body.push(0);
    }
    let mut bytes = (body.len() as u32 + 4).to_be_bytes().to_vec();
    bytes.extend_from_slice(&body);
    bytes
}

/// Prepares the statement.
pub fn prepare(sql: &str) -> Vec<u8> {
    let mut bytes = message(b'P', &[b"q\0", sql.as_bytes(), b"\0\0\0"].concat());
    bytes.extend_from_slice(&message(b'S', b""));
    bytes
}

/// Runs the statement: parameters as text, results in binary, so that a tile need not be written as digits.
pub fn execute<'a>(parameters: impl Iterator<Item = &'a str> + Clone) -> Vec<u8> {
    let mut body = b"\0q\0\0\0".to_vec();
    body.extend_from_slice(&(parameters.clone().count() as u16).to_be_bytes());
    for parameter in parameters {
        body.extend_from_slice(&(parameter.len() as u32).to_be_bytes());
        body.extend_from_slice(parameter.as_bytes());
    }
    body.extend_from_slice(&[0, 1, 0, 1]);
    [message(b'B', &body), message(b'E', &[0; 5]), message(b'S', b"")].concat()
}

/// How long the answer at the start of some bytes is: everything until the server is ready for the next question. None if
/// there is more to come.
///
/// # Errors
///
/// The error that the server tells, or that it wants to know who asks.
pub fn answer(bytes: &[u8]) -> Result<Option<usize>, String> {
    let mut at = 0;
    loop {
        let Some(head) = bytes.get(at..at + 5) else { return Ok(None) };
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let Some(body) = bytes.get(at + 5..at + 1 + length) else { return Ok(None) };
        at += 1 + length;
        match head[0] {
            b'Z' => return Ok(Some(at)),
            b'E' => return Err(String::from_utf8_lossy(body).replace('\0', " ")),
            b'R' if body != [0; 4] => return Err("the server asks for a password".to_owned()),
            _ => {}
        }
    }
}

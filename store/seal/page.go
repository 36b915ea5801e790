package seal

import (
	"bufio"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	pageMagic   = "xcblob1\n"
	pageSalt    = 16
	pagePrefix  = 7
	pageHeader  = len(pageMagic) + pageSalt + pagePrefix
	pageChunk   = 64 << 10
	sealedChunk = pageChunk + tagSize
)

// SealBlob reads src to its end and writes it sealed to dst. It returns the number
// of plain bytes. The sealed form is a header (magic, 16-byte salt, 7-byte nonce
// prefix) and chunks of 64 KiB, each sealed under a nonce of prefix, counter
// and a flag on the last one: the STREAM construction (Hoang, Reyhanitabar,
// Rogaway, Vizár 2015). Only an empty source has an empty last chunk.
func SealBlob(s Suite, dst io.Writer, src io.Reader, object Key) (int64, error) {
	header := make([]byte, pageHeader)
	copy(header, pageMagic)
	rand.Read(header[len(pageMagic):])
	return sealBlob(s, dst, src, object, header)
}

// sealBlob is SealBlob under a given header, which is never used twice.
func sealBlob(s Suite, dst io.Writer, src io.Reader, object Key, header []byte) (int64, error) {
	if _, err := dst.Write(header); err != nil {
		return 0, fmt.Errorf("write sealed blob: %w", err)
	}
	stream := newPageStream(s, object, header)
	in := bufio.NewReaderSize(src, pageChunk)
	plain := make([]byte, pageChunk)
	sealed := make([]byte, 0, sealedChunk)
	var total int64
	for {
		n, last, err := readChunk(in, plain)
		if err != nil {
			return total, fmt.Errorf("read blob to seal: %w", err)
		}
		nonce, err := stream.next(last)
		if err != nil {
			return total, err
		}
		sealed = stream.aead.Seal(sealed[:0], nonce, plain[:n], header)
		if _, err := dst.Write(sealed); err != nil {
			return total, fmt.Errorf("write sealed blob: %w", err)
		}
		total += int64(n)
		if last {
			return total, nil
		}
	}
}

// OpenBlob reverses SealBlob and returns the number of plain bytes. Nothing that
// was not authenticated is written, but what was written before an error is only
// a beginning: discard it. It returns ErrNotOpened for a blob that was changed,
// cut, extended or sealed under another key.
func OpenBlob(s Suite, dst io.Writer, src io.Reader, object Key) (int64, error) {
	in := bufio.NewReaderSize(src, sealedChunk)
	header := make([]byte, pageHeader)
	switch _, err := io.ReadFull(in, header); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return 0, ErrNotOpened
	case err != nil:
		return 0, fmt.Errorf("read sealed blob: %w", err)
	case string(header[:len(pageMagic)]) != pageMagic:
		return 0, ErrNotOpened
	}
	stream := newPageStream(s, object, header)
	sealed := make([]byte, sealedChunk)
	plain := make([]byte, 0, pageChunk)
	var total int64
	for {
		n, last, err := readChunk(in, sealed)
		if err != nil {
			return total, fmt.Errorf("read sealed blob: %w", err)
		}
		if n == tagSize && total > 0 {
			return total, ErrNotOpened
		}
		nonce, err := stream.next(last)
		if err != nil {
			return total, err
		}
		plain, err = stream.aead.Open(plain[:0], nonce, sealed[:n], header)
		if err != nil {
			return total, ErrNotOpened
		}
		if _, err := dst.Write(plain); err != nil {
			return total, fmt.Errorf("write opened blob: %w", err)
		}
		total += int64(len(plain))
		if last {
			return total, nil
		}
	}
}

// readChunk fills b as far as the source goes and says whether the source ends
// there.
func readChunk(in *bufio.Reader, b []byte) (n int, last bool, err error) {
	n, err = io.ReadFull(in, b)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return n, true, nil
	case err != nil:
		return n, false, err
	}
	switch _, err = in.Peek(1); {
	case errors.Is(err, io.EOF):
		return n, true, nil
	case err != nil:
		return n, false, err
	}
	return n, false, nil
}

// A pageStream hands out the nonces of one blob, each once.
type pageStream struct {
	aead    cipher.AEAD
	nonce   [nonceSize]byte
	counter uint64
}

func newPageStream(s Suite, object Key, header []byte) *pageStream {
	salt := header[len(pageMagic) : len(pageMagic)+pageSalt]
	p := &pageStream{aead: s.AEAD(s.Derive(object, "blob/"+hex.EncodeToString(salt)))}
	copy(p.nonce[:], header[len(pageMagic)+pageSalt:])
	return p
}

func (p *pageStream) next(last bool) ([]byte, error) {
	if p.counter > math.MaxUint32 {
		return nil, errors.New("seal: blob beyond 256 TiB")
	}
	binary.BigEndian.PutUint32(p.nonce[pagePrefix:], uint32(p.counter))
	if last {
		p.nonce[nonceSize-1] = 1
	}
	p.counter++
	return p.nonce[:], nil
}

package sim

import (
	"errors"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// issuer stands on every simulated card.
const issuer = "示例区公安局"

// CardOf returns what the card of an invented person says. It fails for a number
// that is not well formed or may be a living person's.
func CardOf(name, number, address string) (desk.CardReading, error) {
	f := identity.Check(identity.CitizenCard, number)
	if f.Verdict != identity.OK || !identity.Synthetic(f.Number) {
		return desk.CardReading{}, errors.New("sim: the number of a simulated card is well formed and of 1900 or earlier")
	}
	return desk.CardReading{
		Layout: desk.CardCN, Document: string(identity.CitizenCard), Number: f.Number, Name: name,
		Sex: string(f.Sex), Nation: "01", Birth: f.Birth, Address: address, Issuer: issuer,
		From: "2020-01-01", Forever: true,
	}, nil
}

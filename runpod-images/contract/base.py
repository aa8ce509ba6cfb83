"""What all generated models share."""

from pydantic import BaseModel, ConfigDict


class ContractModel(BaseModel):
    """Like the contract's ``v.object``: unknown keys are passed over (the other side may be newer), NaN is refused.

    Fields are snake_case here and camelCase on the wire: dump with ``by_alias=True``, or use ``wire()``.
    """

    model_config = ConfigDict(extra="ignore", populate_by_name=True, allow_inf_nan=False)

    def wire(self) -> dict[str, object]:
        """The JSON value that goes over the border; optional fields that were never set are left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

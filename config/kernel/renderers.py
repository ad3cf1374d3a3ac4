from django.forms.renderers import TemplatesSetting


class FaceRenderer(TemplatesSetting):
    """Draws every Django form with the components of the face."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"

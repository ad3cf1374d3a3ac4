from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws each field with our own component: label, help, control, and what is wrong."""

    field_template_name = "components/field.html"

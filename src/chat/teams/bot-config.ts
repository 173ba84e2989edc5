import type { TeamsSettings } from './settings.ts';

/** The settings in the names that the Bot Framework's library reads them by. */
export function botConfig(settings: TeamsSettings) {
  const { appId, appType, appTenant, password, cloud } = settings;
  return {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: appTenant,
    ...(password ? { MicrosoftAppPassword: password } : {}),
    // Any one of these makes botbuilder take all of them from here.
    ...(cloud && {
      ToChannelFromBotLoginUrl: cloud.loginUrl,
      ToChannelFromBotOAuthScope: cloud.oauthScope,
      ToBotFromChannelTokenIssuer: cloud.issuer,
      ToBotFromChannelOpenIdMetadataUrl: cloud.openIdMetadata,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.openIdMetadata,
      OAuthUrl: 'https://token.botframework.com/',
      CallerId: 'urn:botframework:azure',
      ValidateAuthority: true,
    }),
  };
}
